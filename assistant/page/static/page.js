// The page's own behaviour: side panel, search as you type, shelf, keys, light and dark. No framework, no request
// but to `server`, which Gradio hands to this script together with `element` (the masthead), and to see that it is there.
const $ = (id) => document.getElementById(id);
const all = (css, root = document) => Array.from(root.querySelectorAll(css));

// --- when the program behind the page has gone ------------------------------------------------------------------
// Gradio's `server` gives nothing where a call could not be made. Then, and now and then besides, it is looked for;
// while it is gone a notice says so, and when it is back the page is loaded anew with what stood on it.
const LOOK_MS = 5000, LOOK_AGAIN_MS = 1000;
const program = new Proxy({}, { get: (_, name) => async (asked) => {
  for (let tries = 0; tries < 2; tries += 1) {
    const told = await server[name]({ ...asked, visit });
    if (told !== undefined) return told;
    await lookForProgram();
  }
  return new Promise(() => {});      // whoever waits for it waits until the page is loaded anew
} });
// Whose a reading or a fetch is, so that what it came to is told here and to nobody else; a reload does not change it.
const visit = (() => {
  const drawn = Math.random().toString(36).slice(2) + Date.now().toString(36);
  try { return sessionStorage["notes.visit"] ||= drawn; } catch { return drawn; }
})();
let programId = "";     // of the run of the program that this page belongs to
async function askWhoRuns() {
  try { const told = await fetch("gradio_api/app_id", { cache: "no-store" }); return told.ok ? String((await told.json()).app_id) : ""; } catch { return ""; }
}
async function lookForProgram() {
  let id = await askWhoRuns();
  if (!id && !isGone()) { await pause(400); id = await askWhoRuns(); }      // a page that is left has its calls broken off, too
  const was = isGone();
  if (id && (was || id !== (programId ||= id))) comeBack();      // another run knows nothing of this conversation
  if (id || was) return;
  document.body.classList.add("is-gone");
  const notice = $("gone");
  notice.hidden = false;
  notice.firstElementChild.innerHTML = notice.dataset.words;      // set now, so that it is read out
}
const isGone = () => document.body.classList.contains("is-gone");
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookForProgram(); });
async function keepLooking() {
  for (;;) {
    await pause(isGone() ? LOOK_AGAIN_MS : LOOK_MS);
    if (!document.hidden) await lookForProgram();
  }
}
function comeBack() {
  const stood = { said: document.querySelector("[data-conversation]")?.dataset.conversation || "", draft: field()?.value || "",
    tab: TABS[all("#tabs [role=tab]").findIndex((tab) => tab.getAttribute("aria-selected") === "true")] || "ask", words: $("search-words")?.value || "" };
  try { sessionStorage.setItem("notes.stood", JSON.stringify(stood)); } catch { /* it begins anew, then */ }
  location.reload();
}
async function putBack() {
  let stood = null;
  try { stood = JSON.parse(sessionStorage.getItem("notes.stood")); sessionStorage.removeItem("notes.stood"); } catch { /* nothing stood */ }
  if (!stood) return;
  while (!document.querySelector("#thread .welcome") || !field()) await pause(30);
  if (stood.said) tellThread({ act: "open", id: stood.said });
  if (stood.draft) fillQuestion(stood.draft);
  if (stood.tab !== "ask") goTo(stood.tab);
  if (stood.tab === "search" && stood.words) { (await there("search-words")).value = stood.words; searchNow(); }
}
const isAsking = (event) => isGone() && event.target instanceof Element && event.target.closest("#composer")
  && (event.type === "click" ? event.target.closest("button:not([data-act])") : event.key === "Enter" && !event.shiftKey);
for (const kind of ["keydown", "click"]) document.addEventListener(kind, (event) => {      // the question stays where it is
  if (isAsking(event)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);

// --- light and dark -------------------------------------------------------------------------------------------
const saved = (() => { try { return localStorage.getItem("notes.theme"); } catch { return null; } })();
if (saved) document.body.classList.toggle("dark", saved === "dark");
function switchTheme() {
  const dark = document.body.classList.toggle("dark");
  try { localStorage.setItem("notes.theme", dark ? "dark" : "light"); } catch { /* private window */ }
}

// --- the side panel -------------------------------------------------------------------------------------------
const trail = [];       // what the panel showed before, for its back button
let opener = null;      // who gets the focus back
let shown = null;

function showPanel(html, focus = true) {
  $("panel-body").innerHTML = html;
  const panel = $("panel");
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("has-panel");
  panel.querySelector("[data-act=panel-back]").hidden = trail.length === 0;
  if (focus) panel.focus({ preventScroll: true });
}
function closePanel() {
  if (!$("panel") || $("panel").hidden) return false;
  $("panel").hidden = true;
  document.body.classList.remove("has-panel");
  trail.length = 0;
  shown = null;
  all(".cite[aria-expanded]").forEach((chip) => chip.removeAttribute("aria-expanded"));
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  return true;
}
async function openPassage(button) {
  const inside = button.closest("#panel");
  if (inside && shown) trail.push(shown); else if (!inside) { trail.length = 0; opener = button; }
  const asked = { id: button.dataset.passage, n: button.dataset.n || "", words: wordsFor(button) };
  all(".cite[aria-expanded]").forEach((chip) => chip.removeAttribute("aria-expanded"));
  if (button.classList.contains("cite")) button.setAttribute("aria-expanded", "true");
  shown = asked;
  hideTip();
  showPanel(await program.open_passage(asked));
}
async function goBack() {
  const before = trail.pop();
  if (!before) return;
  shown = before;
  showPanel(before.past ? await program.past({}) : await program.open_passage(before));
}
function wordsFor(button) {
  const turn = button.closest(".turn");
  if (turn) return turn.querySelector(".asked").textContent;
  if (button.closest("#search-results")) return $("search-words").value;
  return "";
}

// --- the tip: a citation's quote, a badge's meaning -----------------------------------------------------------
function showTip(from) {
  const tip = $("tip");
  if (!tip) return;
  tip.replaceChildren();
  if (from.dataset.quote) {
    const quote = document.createElement("q"), where = document.createElement("span");
    quote.textContent = from.dataset.quote; where.textContent = from.dataset.where;
    tip.append(quote, where);
  } else tip.textContent = from.dataset.tip;
  tip.hidden = false;
  const at = from.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const above = at.top - size.height - 8;
  tip.style.left = `${Math.max(8, Math.min(at.left - 12, innerWidth - size.width - 8))}px`;
  tip.style.top = `${above > 60 ? above : at.bottom + 8}px`;
}
function hideTip() { if ($("tip")) $("tip").hidden = true; }
const tipped = (event) => event.target instanceof Element && event.target.closest("[data-quote],[data-tip]");
document.addEventListener("pointerover", (event) => { const from = tipped(event); if (from && event.pointerType !== "touch") showTip(from); });
document.addEventListener("pointerout", (event) => { if (tipped(event)) hideTip(); });
document.addEventListener("focusin", (event) => { const from = tipped(event); if (from && from.matches(":focus-visible")) showTip(from); else hideTip(); });

// --- search as you type ---------------------------------------------------------------------------------------
const QUIET_MS = 60;    // after the last key, before a search starts
let timer = 0, round = 0;
function chosenFilters(where = "#facets") {
  const chosen = {};
  all(`${where} [data-filter]`).forEach((select) => { select.classList.toggle("is-set", !!select.value); if (select.value) chosen[select.dataset.filter] = select.value; });
  return chosen;
}
// What goes with each question: the filters chosen above it, and how to answer; the latter is remembered.
function keepScope() {
  const manner = {}, said = [];
  all("#manner select").forEach((select) => {
    select.classList.toggle("is-set", !!select.value);
    if (select.value) { manner[select.dataset.manner] = select.value; said.push(select.selectedOptions[0].textContent); }
  });
  try { localStorage.setItem("notes.manner", JSON.stringify(manner)); } catch { /* private window */ }
  const button = document.querySelector("[data-act=manner]");
  const open = button.getAttribute("aria-expanded") === "true";
  button.firstElementChild.textContent = open ? "Answers" : said.length ? said.join(", ") : "Answers: automatic";
  button.classList.toggle("is-set", !open && said.length > 0);
  window.notesScope = { ...chosenFilters("#scope-facets"), ...manner };
}
async function narrowQuestion(filters) {      // to what a search was narrowed to
  const button = document.querySelector("[data-act=scope]");
  if (button.getAttribute("aria-expanded") !== "true") { if (!Object.keys(filters).length) return; await acts.scope(button); }
  all("#scope-facets [data-filter]").forEach((select) => { select.value = filters[select.dataset.filter] || ""; });
  keepScope();
}
function recallManner() {
  let manner = {};
  try { manner = JSON.parse(localStorage.getItem("notes.manner") || "{}"); } catch { /* as if none was kept */ }
  all("#manner select").forEach((select) => { if (manner[select.dataset.manner]) select.value = manner[select.dataset.manner]; });
  if (document.querySelector("[data-act=manner]")) keepScope();
}
async function searchNow() {
  const mine = ++round, results = $("search-results");
  results.setAttribute("aria-busy", "true");
  const html = await program.search({ words: $("search-words").value, ...chosenFilters() });
  if (mine !== round) return;      // an older answer must not overwrite a newer one
  results.innerHTML = html;
  results.setAttribute("aria-busy", "false");
}
async function moreLike(id) {
  goTo("search", false);
  fillFacets();
  clearTimeout(timer);             // what was clicked is meant, not the search that the last key would begin
  const mine = ++round;
  const html = await program.more_like({ id }), results = await there("search-results");
  if (mine === round) { results.innerHTML = html; results.setAttribute("aria-busy", "false"); scrollTo({ top: 0 }); }
}
async function fillFacets() {
  const facets = await there("facets");
  if (!facets.childElementCount) facets.innerHTML = await program.facets({});
}

// --- the shelf ------------------------------------------------------------------------------------------------
// Of thousands of works the first that match stand in the page, and more once it is scrolled towards its end. The shelf
// is kept as it is left, with what was typed and chosen, until something was read.
const CARDS = 240;
let shelf = null, shelfIsOld = false, shelfLeftAt = 0;
let cards = [];         // of all works, in the chosen order
async function fillShelf() {
  if (!shelf || shelfIsOld) {
    const fresh = document.createElement("div");
    fresh.innerHTML = await program.shelf({});
    shelf = fresh;
    cards = all(".card", fresh);
    shelfIsOld = !cards.length;      // none yet, or something is wrong: it is asked for again
    shelfLeftAt = 0;
    drawShelf();
  }
  (await there("shelf")).replaceChildren(shelf);
}
function drawShelf(from = 0) {
  const list = shelf.querySelector(".shelf");
  if (!list) return;
  const words = shelf.querySelector("[data-input=shelf]").value.toLowerCase(), kind = shelf.querySelector("[data-shelf=kind]").value;
  const such = cards.filter((card) => card.dataset.find.includes(words) && (!kind || card.dataset.kind === kind));
  if (!from) list.replaceChildren();
  list.append(...such.slice(from, from + CARDS));
  list.nextElementSibling.hidden = such.length > 0;
}
addEventListener("scroll", () => {
  if (shelf?.offsetParent && shelf.getBoundingClientRect().bottom < 3 * innerHeight) drawShelf(all(".card", shelf).length);
}, { passive: true });
async function openWork(id) {
  if (shelf?.offsetParent) shelfLeftAt = scrollY;
  goTo("library", false);
  const html = await program.work({ id });
  (await there("shelf")).innerHTML = html;
  scrollTo({ top: 0 });
}
const inOrder = new Intl.Collator().compare;      // localeCompare looks its rules up for each pair
const ORDERS = {
  recent: (a, b) => (a.dataset.recent < b.dataset.recent) - (a.dataset.recent > b.dataset.recent),
  title: (a, b) => inOrder(a.dataset.title, b.dataset.title),
  author: (a, b) => inOrder(a.dataset.author || "\uffff", b.dataset.author || "\uffff"),
  most: (a, b) => b.dataset.count - a.dataset.count,
};
function sortShelf(by) {
  cards.sort(ORDERS[by]);
  drawShelf();
}

// --- today ----------------------------------------------------------------------------------------------------
// Below the examples, each time they are drawn; asked for once the page is up, and quiet where there is nothing.
async function fillToday() {
  const place = $("today");
  if (!place || place.dataset.asked) return;
  place.dataset.asked = "yes";
  place.innerHTML = await program.today({});
  place.hidden = !place.innerHTML;
}

// --- the masthead, the sources, the models ---------------------------------------------------------------------
// Gradio draws a tab's inside when it is first opened, a moment after the click.
async function there(id) { while (!$(id)) await pause(15); return $(id); }
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function showStanding() {
  for (;;) {
    const now = await program.standing({});
    if ($("standing") && $("standing").innerHTML !== now.html) $("standing").innerHTML = now.html;
    if (!now.waits) return;
    await pause(1500);
  }
}
// What moves in a bar is changed in place, so that its button keeps the focus and a screen reader is not told again.
function patchBar(place, html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const before = place.querySelector(".progress"), after = fresh.querySelector(".progress");
  if (!before || !after) { if (place.innerHTML !== html) place.innerHTML = html; return; }
  const bar = before.querySelector(".bar"), now = after.querySelector(".bar");
  for (const { name, value } of now.attributes) bar.setAttribute(name, value);
  bar.firstElementChild.style.width = now.firstElementChild.style.width;
  all("p > span", after).forEach((span, n) => { all("p > span", before)[n].textContent = span.textContent; });
}
const following = new Map();      // calls that are followed, and whether each has to be looked at once more
async function follow(call, place, ended, began = false) {
  const before = following.has(call);
  following.set(call, true);
  if (before) return;
  let ran = began;
  while (following.get(call)) {
    following.set(call, false);
    const now = await program[call]({});
    if ($(place)) patchBar($(place), now.html);
    if (now.running) { ran = true; following.set(call, true); await pause(300); }
  }
  following.delete(call);      // first, as what comes now takes a moment in which the next may begin
  if (ran) await ended();
}
const followReading = (began) => follow("reading", "reading", async () => {
  shelfIsOld = true;
  $("facets")?.replaceChildren();
  if (document.querySelector("#thread .welcome")) tellThread({ act: "refresh" });
  showStanding();
  await fillSources();
}, began);
const followFetching = (began) => follow("fetching", "model-progress", async () => {
  showStanding();
  if (document.querySelector("#panel .writers")) $("panel-body").innerHTML = await program.writers({});
}, began);
async function read(call, asked) {
  patchBar($("reading"), (await program[call](asked)).html);
  followReading(true);
}
let adding = "";        // the path last sent to be read: what else stands in the field is still being typed
async function fillSources() {
  const opened = all("#sources details[open]").map((one) => one.dataset.fill);
  const html = await program.sources({});
  const sources = await there("sources"), typed = $("folder")?.value, active = document.activeElement?.id === "folder";
  sources.innerHTML = html;
  const read = typed?.trim() === adding && !document.querySelector("#reading .is-trouble");
  if (typed && !read) { $("folder").value = typed; if (active) $("folder").focus(); }
  all("#sources details").forEach((one) => { if (one.dataset.fill && opened.includes(one.dataset.fill)) one.open = true; });
  const again = document.querySelector("[data-act=read]");
  if (again) again.hidden = !document.querySelector("#sources .folder") && !document.querySelector("#sources .notice:not(.is-trouble)");
  const account = await program.account({});
  if ($("account")) $("account").innerHTML = account;
}
document.addEventListener("toggle", async (event) => {       // a list that takes a moment is asked for when it is opened
  const list = event.target;
  if (!list.open || !list.dataset?.fill) return;
  const html = await program[list.dataset.fill]({});
  list.querySelector(".filled").innerHTML = html;
}, true);
showStanding();

// --- tabs, questions, acts ------------------------------------------------------------------------------------
const TABS = ["ask", "search", "library", "sources"];
let quietly = false;    // whether a tab is gone to for something that fills it by itself
function goTo(name, fill = true) {
  const tab = all("#tabs [role=tab]")[TABS.indexOf(name)];
  quietly = !fill;
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click(); else if (fill) arrived(name);
  quietly = false;
}
function arrived(name) {
  if (name === "search") { fillFacets(); setTimeout(() => $("search-words")?.focus(), 30); }
  if (name === "library") fillShelf();
  if (name === "sources") { fillSources(); followReading(); }
}
const tellThread = (detail) => document.dispatchEvent(new CustomEvent("notes:act", { detail }));
const field = () => document.querySelector("#question textarea");
function fillQuestion(text) {
  goTo("ask");
  const area = field();
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => { area.focus(); area.setSelectionRange(text.length, text.length); }, 40);
}
function say(text) {                 // a word to the eye and to the screen reader that something was done
  const tip = $("tip");
  tip.textContent = text; tip.hidden = false;
  tip.style.left = "50%"; tip.style.top = "4.5rem";
  setTimeout(hideTip, 1400);
}
const plain = (root) => { const copy = root.cloneNode(true); all("button,.caret", copy).forEach((e) => e.remove()); return copy.textContent.replace(/\s+/g, " ").trim(); };
async function copy(text) { try { await navigator.clipboard.writeText(text); say("Copied"); } catch { say("The browser did not let it be copied"); } }
function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const acts = {
  reload: () => location.reload(),
  theme: switchTheme,
  "panel-close": closePanel,
  "panel-back": goBack,
  new: () => { closePanel(); tellThread({ act: "new" }); field()?.focus(); },
  past: async (b) => { opener = b; trail.length = 0; shown = { past: true }; showPanel(await program.past({})); },
  open: (b) => { goTo("ask"); tellThread({ act: "open", id: b.dataset.id }); closePanel(); },
  forget: async (b) => { $("panel-body").innerHTML = await program.forget({ id: b.dataset.id }); },
  retry: (b) => tellThread({ act: "ask", turn: turnOf(b) }),
  edit: (b) => { tellThread({ act: "edit", turn: turnOf(b) }); field()?.focus(); },
  copy: (b) => { const a = b.closest(".turn").querySelector(".sentences"); copy(plain(a)); },
  save: async (b) => { const n = await program.note({ id: b.closest("[data-conversation]").dataset.conversation, turn: turnOf(b) }); if (n.name) download(n.name, n.text); },
  "copy-quote": (b) => copy(b.closest(".passage").querySelector(".quote").innerText),
  like: (b) => moreLike(b.dataset.id),
  "ask-about": (b) => fillQuestion(`What else do my notes say about this: “${b.closest(".passage").querySelector(".quote").innerText.replace(/\s+/g, " ").slice(0, 160)}”?`),
  "ask-these": async (b) => {
    const words = $("search-words").value.trim(), about = b.dataset.about;
    fillQuestion(about ? `What else do my notes say about this: “${about}”?` : words.endsWith("?") ? words : `What do my notes say about ${words}?`);
    await narrowQuestion(about ? {} : chosenFilters());
  },
  "ask-work": (b) => fillQuestion(`What did I mark in “${b.dataset.title}”?`),
  "clear-filters": () => { all("#facets [data-filter]").forEach((s) => { s.value = ""; }); searchNow(); },
  scope: async (b) => {
    const facets = $("scope-facets"), open = b.getAttribute("aria-expanded") !== "true";
    b.setAttribute("aria-expanded", String(open));
    facets.innerHTML = open ? await program.facets({}) : "";
    b.firstElementChild.textContent = open ? "Ask all notes" : "All notes";
    keepScope();
  },
  manner: (b) => {
    const open = b.getAttribute("aria-expanded") !== "true";
    b.setAttribute("aria-expanded", String(open));
    $("manner").hidden = !open;
    keepScope();
  },
  work: (b) => openWork(b.dataset.id),
  shelf: async () => { await fillShelf(); scrollTo({ top: shelfLeftAt }); },
  today: async (b) => { $("today").innerHTML = await program.turn_today({ on: b.dataset.on }); $("today").querySelector("button")?.focus(); },
  apart: async (b) => { const why = await program.apart({ id: b.dataset.id }); if (why) { say("It could not be kept apart"); return; } b.closest(".repeat").remove(); say("Kept apart from now on"); },
  read: () => read("read", {}),
  "read-removing": () => read("read", { removals: true }),
  "remove-source": (b) => {      // a second click means it
    if (b.dataset.sure) { read("remove_source", { path: b.dataset.path }); return; }
    b.dataset.sure = "yes";
    b.textContent = "Remove it from the index?";
    b.removeAttribute("aria-label");
  },
  "fetch-account": () => read("fetch_account", {}),
  "stop-reading": () => program.stop_reading({}),
  writers: async (b) => { opener = b; trail.length = 0; shown = { writers: true }; showPanel(await program.writers({})); followFetching(); },
  "take-model": async (b) => { patchBar($("model-progress"), (await program.take_model({ name: b.dataset.name })).html); all("#panel [data-act=take-model]").forEach((one) => { one.disabled = true; }); followFetching(true); },
  "stop-model": () => program.stop_model({}),
};
const turnOf = (b) => Number(b.closest(".turn").dataset.turn);

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (!at) return;
  const act = at.closest("[data-act]");
  if (act && acts[act.dataset.act]) { event.preventDefault(); acts[act.dataset.act](act); return; }
  const passage = at.closest("button[data-passage]") || (!at.closest("a,button,summary") && !String(getSelection()) && at.closest(".result[data-passage]"));
  if (passage) { openPassage(passage); return; }
  const ask = at.closest("[data-ask]");
  if (ask) { tellThread({ act: "ask", text: ask.dataset.ask }); return; }
  const go = at.closest("[data-go]");
  if (go) { goTo(go.dataset.go); there("folder").then((field) => field.focus()); return; }
  const tab = at.closest("#tabs [role=tab]");
  if (tab) { closePanel(); if (!quietly) arrived(TABS[all("#tabs [role=tab]").indexOf(tab)]); }
  if (at.closest(".name")) return;
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-form]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.form === "search") { clearTimeout(timer); searchNow(); }
  if (form.dataset.form === "add") { const path = $("folder").value.trim(); adding = path; if (path) read("read", { add: path }); else $("folder").focus(); }
});
document.addEventListener("input", (event) => {
  const at = event.target;
  if (at.id === "search-words") { clearTimeout(timer); timer = setTimeout(searchNow, QUIET_MS); }
  if (at.dataset?.input === "shelf") drawShelf();
  if (at.dataset?.input === "past") { clearTimeout(timer); timer = setTimeout(async () => {
    const html = await program.past({ words: at.value });
    const fresh = document.createElement("div"); fresh.innerHTML = html;
    const list = at.closest(".past").querySelector(".pastlist, .hint"), next = fresh.querySelector(".pastlist, .hint");
    if (list && next) list.replaceWith(next);
  }, 120); }
});
document.addEventListener("change", (event) => {
  if (event.target.closest("#scope-facets, #manner")) keepScope();
  else if (event.target.dataset?.filter) searchNow();
  if (event.target.dataset?.shelf === "sort") sortShelf(event.target.value);
  if (event.target.dataset?.shelf === "kind") drawShelf();
  if (event.target.dataset?.interval !== undefined) program.interval({ minutes: event.target.value }).then((why) => say(why ? "It could not be kept" : "Kept"));
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const search = all("#tabs [role=tab]")[1]?.getAttribute("aria-selected") === "true";
    if (search) $("search-words").focus(); else { goTo("ask"); field()?.focus(); }
  }
  const tab = event.target.closest("#tabs [role=tab]"), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (tab && step) {
    const tabs = all("#tabs [role=tab]");
    tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length].focus();
  }
  if (event.key === "Escape") {
    hideTip();
    if (closePanel()) return;
    document.querySelector("#question .stop-button")?.click();
  }
});

// A new question comes to the top once; then nothing moves while its answer grows beneath it.
let turns = 0, recalled = false;
new MutationObserver(() => {
  if (!recalled && $("manner")) { recalled = true; recallManner(); }
  if ($("today")) fillToday();
  const now = all("#thread .turn");
  if (now.length > turns && now.at(-1).matches(".is-looking, .is-writing")) now.at(-1).scrollIntoView({ block: "start" });
  turns = now.length;
}).observe(document.body, { childList: true, subtree: true });
lookForProgram().then(keepLooking);
putBack();
