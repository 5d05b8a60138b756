"use strict";
// What is typed becomes the JSON file that app/engagement/offline.py reads. Nothing is sent anywhere.
const visit = JSON.parse(document.getElementById("visit").textContent);
const main = document.getElementById("form");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function pair(zh, en) {
  return [zh, " ", make("small", { lang: "en" }, en)];
}

let number = 0;
function field(name, zh, en, control, wide = false) {
  control.id = `field-${++number}`;
  control.dataset.name = name;
  return make("div", wide ? { class: "wide" } : {}, make("label", { for: control.id }, ...pair(zh, en)), control);
}

function choice(options) {
  return make("select", {}, make("option", { value: "" }, "—"), ...options.map(([value, text]) => make("option", { value }, text)));
}

function people() {
  return choice(visit.team.map((person) => [person.sign_in, person.name]));
}

function siteCard(site) {
  const title = make("h3", {}, site.name);
  if (site.chosen) title.append(make("span", { class: "must" }, "须到场 to be visited"));
  return make("section", { class: "card", "data-part": "sites", "data-site": site.name }, title, make("div", { class: "grid" },
    field("person", "到场人员", "Who was there", people()),
    field("at", "时间（北京时间）", "Time, Beijing", make("input", { type: "datetime-local" })),
    field("lat", "纬度", "Latitude", make("input", { inputmode: "decimal", placeholder: "36.071000" })),
    field("lon", "经度", "Longitude", make("input", { inputmode: "decimal", placeholder: "121.454000" })),
    field("note", "所见", "What was seen", make("textarea", { rows: "3" }), true)));
}

function pointCard(point) {
  const answers = [["yes", "符合 Met"], ["no", "不符合 Not met"], ["not_applicable", "不适用 Not applicable"]];
  return make("section", { class: "card", "data-part": "checklist", "data-key": point.key },
    make("p", {}, `${point.key} ${point.zh} `, make("small", { lang: "en" }, point.en)), make("div", { class: "grid" },
      field("answer", "判断", "Verdict", choice(answers)),
      field("note", "核查了什么", "What was looked at", make("textarea", { rows: "2" }), true)));
}

function talkCard(questions = 3) {
  const rows = make("div", { class: "grid wide" });
  const add = () => rows.append(
    field("question", "问", "Question", make("textarea", { rows: "2" }), true),
    field("reply", "答", "Answer", make("textarea", { rows: "2" }), true));
  for (let n = 0; n < questions; n++) add();
  const more = make("button", { type: "button" }, "＋ 再问一题 One more question");
  more.addEventListener("click", add);
  return make("section", { class: "card", "data-part": "interviews" }, make("div", { class: "grid" },
    field("name", "受访人姓名", "Who is heard", make("input")),
    field("role", "岗位或身份", "Post or part", make("input")),
    field("on", "日期", "Day", make("input", { type: "date" })),
    field("person", "访谈人", "Who asks", people()), rows), more);
}

function read(card, name) {
  return [...card.querySelectorAll(`[data-name="${name}"]`)].map((control) => control.value.trim());
}

function collect() {
  const cards = (part) => [...document.querySelectorAll(`[data-part="${part}"]`)];
  const texts = (card, ...names) => Object.fromEntries(names.map((name) => [name, read(card, name)[0]]));
  return {
    template: visit.template,
    engagement: visit.engagement,
    sites: cards("sites").map((card) => ({ site: card.dataset.site, ...texts(card, "person", "at", "lat", "lon", "note") }))
      .filter((site) => site.at || site.lat || site.lon || site.note),
    checklist: cards("checklist").map((card) => ({ key: card.dataset.key, ...texts(card, "answer", "note") }))
      .filter((point) => point.answer || point.note),
    interviews: cards("interviews").map((card) => {
      const replies = read(card, "reply");
      return { ...texts(card, "name", "role", "on", "person"),
        talk: read(card, "question").map((question, n) => [question, replies[n]]).filter(([q, a]) => q || a) };
    }).filter((talk) => talk.name || talk.talk.length),
  };
}

function fill(card, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = card.querySelector(`[data-name="${name}"]`);
    if (control && typeof value === "string") control.value = value;
  }
}

function restore(saved) {
  const find = (part, attribute, value) => [...document.querySelectorAll(`[data-part="${part}"]`)].find((card) => card.dataset[attribute] === value);
  for (const site of saved.sites ?? []) { const card = find("sites", "site", site.site); if (card) fill(card, site); }
  for (const point of saved.checklist ?? []) { const card = find("checklist", "key", point.key); if (card) fill(card, point); }
  if (saved.interviews?.length) talks.replaceChildren();
  for (const talk of saved.interviews ?? []) {
    const card = talkCard(Math.max(3, talk.talk.length));
    fill(card, talk);
    const [questions, replies] = ["question", "reply"].map((name) => card.querySelectorAll(`[data-name="${name}"]`));
    talk.talk.forEach(([question, reply], n) => { questions[n].value = question; replies[n].value = reply; });
    talks.append(card);
  }
}

function save() {
  const blob = new Blob([JSON.stringify(collect(), null, 1)], { type: "application/json" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `${visit.engagement}-visit.json` });
  document.body.append(link);
  link.click();
  link.remove();
}

const talks = make("div", {}, talkCard());
const another = make("button", { type: "button" }, "＋ 再记一人 One more person");
another.addEventListener("click", () => talks.append(talkCard()));
const done = make("button", { type: "button", class: "primary" }, "保存为文件 Save as a file");
done.addEventListener("click", save);
const earlier = make("input", { type: "file", accept: ".json" });
earlier.addEventListener("change", async () => {
  try { restore(JSON.parse(await earlier.files[0].text())); } catch { alert("不是现场记录文件。Not a record of a visit."); }
});

main.replaceChildren(
  make("h1", {}, "离线现场记录 ", make("small", { lang: "en" }, "Offline record of a visit")),
  make("p", {}, `${visit.engagement} · ${visit.project}`),
  make("p", { class: "muted" }, "不需要网络。填好后保存为文件，回到系统中上传；上传时逐项检查。No network is needed. Save it as a file and upload it afterwards; everything is checked then."),
  make("h2", {}, ...pair("一、场所", "Sites")), ...visit.sites.map(siteCard),
  make("h2", {}, ...pair("二、审核要点", "Key points")), ...visit.points.map(pointCard),
  make("h2", {}, ...pair("三、访谈", "Interviews")), talks, another,
  make("div", { class: "bar" }, done, make("label", {}, "读入已保存的文件 Open a saved file", earlier)));
