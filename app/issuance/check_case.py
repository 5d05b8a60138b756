"""Does this case file agree with itself and with the registry's log?  核对案卷：在解压后的文件夹中运行。

    pip install cryptography
    python check_case.py [trust.json]

No server, no database, no network. verify_ccer.py lies beside it and does the certificate and the proofs.
"""
import json
import sys
from hashlib import sha256
from pathlib import Path

import verify_ccer  # type: ignore[import-not-found]

HERE = Path(__file__).parent


def digest(path):
    return sha256(path.read_bytes()).hexdigest()


def files(manifest):
    """Every file is the one of the manifest, and none lies here that is not in it."""
    there = {p.relative_to(HERE).as_posix() for p in HERE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    strange = sorted(there ^ {*manifest["files"], "manifest.json"})
    changed = sorted(name for name, said in manifest["files"].items() if name in there and digest(HERE / name) != said)
    return len(manifest["files"]), [*strange, *changed]


def events(trust):
    """Each event has its place in the log, and follows the event of its dossier that went before."""
    bad, before, leaves = [], {}, sorted(HERE.glob("events/*/*.json"))
    for path in leaves:
        leaf, proof = path.read_bytes(), path.with_suffix(".tlog-proof").read_text(encoding="utf-8")
        said = json.loads(leaf)
        try:
            verify_ccer.check_log({"trust": trust, "leaf": leaf, "proof": proof})
        except Exception as why:                        # whatever a changed file breaks, it is not proven
            bad.append(f"{path.relative_to(HERE)}: {why}")
        last = before.get((said["subject"], said["subject_seq"] - 1))
        if last and said["previous"] != last:
            bad.append(f"{path.relative_to(HERE)}: 与前一事件不相接 does not follow the one before")
        before[said["subject"], said["subject_seq"]] = sha256(leaf).hexdigest()
    return len(leaves), bad


def named(folders):
    """An event names the digest of each of these files."""
    logged = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("events/*/*.json"))
    papers = [path for folder in folders for path in sorted(HERE.glob(f"{folder}/**/*")) if path.is_file()]
    return len(papers), [str(path.relative_to(HERE)) for path in papers if own_digest(path) not in logged]


def own_digest(path):
    """A worksheet is named by the digest that stands in it, everything else by that of its bytes."""
    said = json.loads(path.read_bytes()) if path.suffix == ".json" else None
    return said["digest"] if isinstance(said, dict) and "digest" in said and "chapter" in said else digest(path)


def certificate(manifest, trust):
    path = HERE / "certificate" / (manifest["certificate"] + ".pdf")
    lines, papers = verify_ccer.verify(path.read_bytes(), trust)
    event = papers.get("leaf") in [p.read_bytes() for p in HERE.glob("events/*/*.json")]
    wrong = [f"{name}: {words}" for name, ok, words in lines if not ok]
    return len(lines), wrong or ([] if event else ["其事件不在案卷中 its event is not in the file"])


def main(trust_file=HERE / "trust.json"):
    manifest = json.loads((HERE / "manifest.json").read_bytes())
    trust = json.loads(Path(trust_file).read_bytes())
    found = {"文件 files": files(manifest), "证书 certificate": certificate(manifest, trust),
             "事件 events": events(trust), "版本 versions": named(["versions"]), "附件 documents": named(["documents"])}
    for name, (count, bad) in found.items():
        print(f"{'✗' if bad else '✓'} {name:20} {count:5}  {'; '.join(bad[:5])}")
    return 1 if any(bad for _, bad in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
