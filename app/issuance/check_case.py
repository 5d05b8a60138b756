"""Does this case file agree with itself and with the registry's log?  核对案卷：在解压后的文件夹中运行。

    pip install cryptography
    python check_case.py [trust.json]

No server, no database, no network. verify_ccer.py lies beside it and does the certificate and the proofs.

The events of a dossier are a chain from its first, so none can be taken out of it. Only the act of this issue stands
alone, in the folder of its project: manifest.json lists it, and it must be the act that the certificate rests on. What
happened last may be absent, since an event goes in once it is proven: so the numbers of each dossier are shown.
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


def leaves():
    """[(name, bytes, what it says)] of the events."""
    paths = sorted(HERE.glob("events/*/*.json"))
    return [(p.relative_to(HERE).as_posix(), p.read_bytes(), json.loads(p.read_bytes())) for p in paths]


def events(manifest, trust, act):
    """Each event has its place in the log, and follows the event of its dossier that went before, which is here."""
    bad, found = [], leaves()
    digests = {(said["subject"], said["subject_seq"]): sha256(leaf).hexdigest() for _, leaf, said in found}
    for name, leaf, said in found:
        proof = (HERE / name).with_suffix(".tlog-proof").read_text(encoding="utf-8")
        try:
            verify_ccer.check_log({"trust": trust, "leaf": leaf, "proof": proof})
        except Exception as why:                        # whatever a changed file breaks, it is not proven
            bad.append(f"{name}: {why}")
        before = digests.get((said["subject"], said["subject_seq"] - 1))
        alone = name in manifest.get("alone", []) and act is not None and said["act"] == act
        if before and said["previous"] != before:
            bad.append(f"{name}: 与前一事件不相接 does not follow the one before")
        if not before and said["subject_seq"] > 1 and not alone:
            bad.append(f"{name}: 前一事件不在案卷中 the one before is missing")
    return len(found), bad


def shown(manifest):
    """The numbers of each dossier's events, and which stand alone."""
    numbers = {}
    for name, _, said in leaves():
        alone = " 单独一件 alone" if name in manifest.get("alone", []) else ""
        numbers.setdefault(said["subject"] + alone, []).append(said["subject_seq"])
    return [f"{subject}: {min(n)}-{max(n)}" for subject, n in numbers.items()]


def named(folders):
    """An event names the digest of each of these files."""
    logged = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("events/*/*.json"))
    papers = [path for folder in folders for path in sorted(HERE.glob(f"{folder}/**/*")) if path.is_file()]
    return len(papers), [str(path.relative_to(HERE)) for path in papers if own_digest(path) not in logged]


def own_digest(path):
    """A worksheet is named by the digest that stands in it, everything else by that of its bytes."""
    said = json.loads(path.read_bytes()) if path.suffix == ".json" else None
    return said["digest"] if isinstance(said, dict) and "digest" in said and "chapter" in said else digest(path)


def certificate(lines, papers):
    event = papers.get("leaf") in [leaf for _, leaf, _ in leaves()]
    wrong = [f"{name}: {words}" for name, ok, words in lines if not ok]
    return len(lines), wrong or ([] if event else ["其事件不在案卷中 its event is not in the file"])


def main(trust_file=HERE / "trust.json"):
    manifest = json.loads((HERE / "manifest.json").read_bytes())
    trust = json.loads(Path(trust_file).read_bytes())
    lines, papers = verify_ccer.verify((HERE / "certificate" / (manifest["certificate"] + ".pdf")).read_bytes(), trust)
    act = papers.get("e", {}).get("act")
    found = {"文件 files": files(manifest), "证书 certificate": certificate(lines, papers),
             "事件 events": events(manifest, trust, act), "版本 versions": named(["versions"]),
             "附件 documents": named(["documents"])}
    for name, (count, bad) in found.items():
        print(f"{'×' if bad else '√'} {name:20} {count:5}  {'; '.join(bad[:5])}")
    print("  " + "\n  ".join(shown(manifest)))
    return 1 if any(bad for _, bad in found.values()) else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")            # a console may lack a sign: that is no verdict
    sys.exit(main(*sys.argv[1:2]))
