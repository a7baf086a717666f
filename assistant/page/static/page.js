// The page's behaviour: side panel, search as you type, shelf, keyboard, light and dark. No framework. It sends requests
// only through `server`, which Gradio passes to this script together with `element` (the masthead), and to check that
// the program still runs.
const $ = (id) => document.getElementById(id);
const all = (css, root = document) => Array.from(root.querySelectorAll(css));

// --- when the program stops ---------------------------------------------------------------------------------------
// Gradio's `server` returns nothing if a call fails. Then, and at intervals, the page checks whether the program runs.
// While it does not, a notice says so; once it runs again, the page reloads and restores what was on it.
const CHECK_MS = 5000, RECHECK_MS = 1000;
const program = new Proxy({}, { get: (_, name) => async (request) => {
  for (let tries = 0; tries < 2; tries += 1) {
    const result = await server[name]({ ...request, visit });
    if (result !== undefined) return result;
    await checkProgram();
  }
  return new Promise(() => {});      // callers wait until the page reloads
} });
// The visit that starts a job, so that only this page shows the job's result; a reload keeps it.
const visit = (() => {
  const fresh = Math.random().toString(36).slice(2) + Date.now().toString(36);
  try { return sessionStorage["notes.visit"] ||= fresh; } catch { return fresh; }
})();
let programId = "";     // of the run of the program that this page belongs to
async function fetchProgramId() {
  try { const response = await fetch("gradio_api/app_id", { cache: "no-store" }); return response.ok ? String((await response.json()).app_id) : ""; } catch { return ""; }
}
async function checkProgram() {
  let id = await fetchProgramId();
  if (!id && !isGone()) { await pause(400); id = await fetchProgramId(); }      // calls also fail while a page is left
  const wasGone = isGone();
  if (id && (wasGone || id !== (programId ||= id))) reloadPage();      // another run does not know this conversation
  if (id || wasGone) return;
  document.body.classList.add("is-gone");
  const notice = $("gone");
  notice.hidden = false;
  notice.firstElementChild.innerHTML = notice.dataset.words;      // set now, so that screen readers announce it
}
const isGone = () => document.body.classList.contains("is-gone");
document.addEventListener("visibilitychange", () => { if (!document.hidden) checkProgram(); });
async function keepChecking() {
  for (;;) {
    await pause(isGone() ? RECHECK_MS : CHECK_MS);
    if (!document.hidden) await checkProgram();
  }
}
function reloadPage() {
  const before = { conversation: document.querySelector("[data-conversation]")?.dataset.conversation || "", draft: field()?.value || "",
    tab: TABS[all("#tabs [role=tab]").findIndex((tab) => tab.getAttribute("aria-selected") === "true")] || "ask", words: $("search-words")?.value || "" };
  try { sessionStorage.setItem("notes.before", JSON.stringify(before)); } catch { /* nothing is restored */ }
  location.reload();
}
async function restorePage() {
  let before = null;
  try { before = JSON.parse(sessionStorage.getItem("notes.before")); sessionStorage.removeItem("notes.before"); } catch { /* nothing to restore */ }
  if (!before) return;
  while (!document.querySelector("#thread .welcome") || !field()) await pause(30);
  if (before.conversation) sendToThread({ act: "open", id: before.conversation });
  if (before.draft) fillQuestion(before.draft);
  if (before.tab !== "ask") goTo(before.tab);
  if (before.tab === "search" && before.words) { (await elementOf("search-words")).value = before.words; searchNow(); }
}
const isAsking = (event) => isGone() && event.target instanceof Element && event.target.closest("#composer")
  && (event.type === "click" ? event.target.closest("button:not([data-act])") : event.key === "Enter" && !event.shiftKey);
for (const type of ["keydown", "click"]) document.addEventListener(type, (event) => {      // keeps the question in its field
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
let opener = null;      // the element that gets the focus back
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
  const request = { id: button.dataset.passage, n: button.dataset.n || "", line: button.dataset.line || "", words: queryFor(button) };
  all(".cite[aria-expanded]").forEach((chip) => chip.removeAttribute("aria-expanded"));
  if (button.classList.contains("cite")) button.setAttribute("aria-expanded", "true");
  shown = request;
  hideTip();
  showPanel(await program.open_passage(request));
}
async function goBack() {
  const before = trail.pop();
  if (!before) return;
  shown = before;
  showPanel(before.past ? await program.history({}) : await program.open_passage(before));
}
function queryFor(button) {
  const turn = button.closest(".turn");
  if (turn) return turn.querySelector(".asked").textContent;
  if (button.closest("#search-results")) return $("search-words").value;
  return "";
}

// --- the tooltip: a citation's quote, a badge's meaning -------------------------------------------------------
function showTip(target) {
  const tip = $("tip");
  if (!tip) return;
  tip.replaceChildren();
  if (target.dataset.quote) {
    const quote = document.createElement("q"), where = document.createElement("span");
    quote.textContent = target.dataset.quote; where.textContent = target.dataset.where;
    tip.append(quote, where);
  } else tip.textContent = target.dataset.tip;
  tip.hidden = false;
  const at = target.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const above = at.top - size.height - 8;
  tip.style.left = `${Math.max(8, Math.min(at.left - 12, innerWidth - size.width - 8))}px`;
  tip.style.top = `${above > 60 ? above : at.bottom + 8}px`;
}
function hideTip() { if ($("tip")) $("tip").hidden = true; }
const tipTarget = (event) => event.target instanceof Element && event.target.closest("[data-quote],[data-tip]");
document.addEventListener("pointerover", (event) => { const target = tipTarget(event); if (target && event.pointerType !== "touch") showTip(target); });
document.addEventListener("pointerout", (event) => { if (tipTarget(event)) hideTip(); });
document.addEventListener("focusin", (event) => { const target = tipTarget(event); if (target && target.matches(":focus-visible")) showTip(target); else hideTip(); });

// --- search as you type ---------------------------------------------------------------------------------------
const TYPING_PAUSE_MS = 60;    // after the last key, before a search starts
let timer = 0, latestSearch = 0;
function chosenFilters(where = "#facets") {
  const chosen = {};
  all(`${where} [data-filter]`).forEach((select) => { select.classList.toggle("is-set", !!select.value); if (select.value) chosen[select.dataset.filter] = select.value; });
  return chosen;
}
// What is sent with each question: the filters chosen above it, and how to answer; the latter is remembered.
function keepScope() {
  const options = {}, labels = [];
  all("#manner select").forEach((select) => {
    select.classList.toggle("is-set", !!select.value);
    if (select.value) { options[select.dataset.manner] = select.value; labels.push(select.selectedOptions[0].textContent); }
  });
  try { localStorage.setItem("notes.manner", JSON.stringify(options)); } catch { /* private window */ }
  const button = document.querySelector("[data-act=manner]");
  const open = button.getAttribute("aria-expanded") === "true";
  button.firstElementChild.textContent = open ? "Answers" : labels.length ? labels.join(", ") : "Answers: automatic";
  button.classList.toggle("is-set", !open && labels.length > 0);
  window.notesScope = { ...chosenFilters("#scope-facets"), ...options };
}
async function filterQuestion(filters) {      // as the search was filtered
  const button = document.querySelector("[data-act=scope]");
  if (button.getAttribute("aria-expanded") !== "true") { if (!Object.keys(filters).length) return; await acts.scope(button); }
  all("#scope-facets [data-filter]").forEach((select) => { select.value = filters[select.dataset.filter] || ""; });
  keepScope();
}
function restoreAnswerOptions() {
  let options = {};
  try { options = JSON.parse(localStorage.getItem("notes.manner") || "{}"); } catch { /* none is remembered */ }
  all("#manner select").forEach((select) => { if (options[select.dataset.manner]) select.value = options[select.dataset.manner]; });
  if (document.querySelector("[data-act=manner]")) keepScope();
}
async function searchNow() {
  const search = ++latestSearch, results = $("search-results");
  results.setAttribute("aria-busy", "true");
  const html = await program.search({ words: $("search-words").value, ...chosenFilters() });
  if (search !== latestSearch) return;      // an older result must not overwrite a newer one
  results.innerHTML = html;
  results.setAttribute("aria-busy", "false");
}
async function moreLike(id) {
  goTo("search", false);
  fillFacets();
  clearTimeout(timer);             // the click counts, not the search that the last key would start
  const search = ++latestSearch;
  const html = await program.more_like({ id }), results = await elementOf("search-results");
  if (search === latestSearch) { results.innerHTML = html; results.setAttribute("aria-busy", "false"); scrollTo({ top: 0 }); }
}
async function fillFacets() {
  const facets = await elementOf("facets");
  if (!facets.childElementCount) facets.innerHTML = await program.facets({});
}

// --- the shelf ------------------------------------------------------------------------------------------------
// The page holds the first works that match, and adds more when it is scrolled towards the end. The shelf stays as it was
// left, with its filter and order, until notes have been read.
const CARDS_PER_PAGE = 240;
let shelf = null, shelfIsOld = false, shelfScrollTop = 0;
let cards = [];         // of all works, in the chosen order
async function fillShelf() {
  if (!shelf || shelfIsOld) {
    const fresh = document.createElement("div");
    fresh.innerHTML = await program.shelf({});
    shelf = fresh;
    cards = all(".card", fresh);
    shelfIsOld = !cards.length;      // no works yet, or an error: fetch it again next time
    shelfScrollTop = 0;
    drawShelf();
  }
  (await elementOf("shelf")).replaceChildren(shelf);
}
function drawShelf(from = 0) {
  const list = shelf.querySelector(".shelf");
  if (!list) return;
  const words = shelf.querySelector("[data-input=shelf]").value.toLowerCase(), kind = shelf.querySelector("[data-shelf=kind]").value;
  const matching = cards.filter((card) => card.dataset.find.includes(words) && (!kind || card.dataset.kind === kind));
  if (!from) list.replaceChildren();
  list.append(...matching.slice(from, from + CARDS_PER_PAGE));
  list.nextElementSibling.hidden = matching.length > 0;
}
addEventListener("scroll", () => {
  if (shelf?.offsetParent && shelf.getBoundingClientRect().bottom < 3 * innerHeight) drawShelf(all(".card", shelf).length);
}, { passive: true });
async function openWork(id) {
  if (shelf?.offsetParent) shelfScrollTop = scrollY;
  goTo("library", false);
  const html = await program.work({ id });
  (await elementOf("shelf")).innerHTML = html;
  scrollTo({ top: 0 });
}
const compareNames = new Intl.Collator().compare;      // localeCompare would look up its rules for each pair
const ORDERS = {
  recent: (a, b) => (a.dataset.recent < b.dataset.recent) - (a.dataset.recent > b.dataset.recent),
  title: (a, b) => compareNames(a.dataset.title, b.dataset.title),
  author: (a, b) => compareNames(a.dataset.author || "\uffff", b.dataset.author || "\uffff"),
  most: (a, b) => b.dataset.count - a.dataset.count,
};
function sortShelf(by) {
  cards.sort(ORDERS[by]);
  drawShelf();
}

// --- today ----------------------------------------------------------------------------------------------------
// The daily review below the examples, fetched each time they are drawn; hidden if it is empty.
async function fillToday() {
  const review = $("today");
  if (!review || review.dataset.requested) return;
  review.dataset.requested = "yes";
  review.innerHTML = await program.daily_review({});
  review.hidden = !review.innerHTML;
}

// --- the masthead, the sources, the models ---------------------------------------------------------------------
// Gradio draws the content of a tab when it is first opened, a moment after the click.
async function elementOf(id) { while (!$(id)) await pause(15); return $(id); }
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function showStatus() {
  for (;;) {
    const status = await program.status({});
    if ($("standing") && $("standing").innerHTML !== status.html) $("standing").innerHTML = status.html;
    if (!status.waits) return;
    await pause(1500);
  }
}
// A progress bar is changed in place, so that its button keeps the focus and screen readers do not repeat it.
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
const followed = new Map();      // jobs whose progress is shown, and whether each has to be checked once more
async function follow(job, place, onEnd, started = false) {
  const isFollowed = followed.has(job);
  followed.set(job, true);
  if (isFollowed) return;
  let ran = started;
  while (followed.get(job)) {
    followed.set(job, false);
    const status = await program[job]({});
    if ($(place)) patchBar($(place), status.html);
    if (status.running) { ran = true; followed.set(job, true); await pause(300); }
  }
  followed.delete(job);      // before onEnd, which takes a moment in which the next job may start
  if (ran) await onEnd();
}
const followReading = (started) => follow("ingest_progress", "reading", async () => {
  shelfIsOld = true;
  $("facets")?.replaceChildren();
  if (document.querySelector("#thread .welcome")) sendToThread({ act: "refresh" });
  showStatus();
  await fillSources();
}, started);
const followDownload = (started) => follow("download_progress", "model-progress", async () => {
  showStatus();
  if (document.querySelector("#panel .writers")) $("panel-body").innerHTML = await program.models({});
}, started);
async function read(action, request) {
  patchBar($("reading"), (await program[action](request)).html);
  followReading(true);
}
let addedPath = "";     // the path last added; anything else in the field is still being typed
async function fillSources() {
  const openLists = all("#sources details[open]").map((list) => list.dataset.fill);
  const html = await program.sources({});
  const sources = await elementOf("sources"), typed = $("folder")?.value, active = document.activeElement?.id === "folder";
  sources.innerHTML = html;
  const wasRead = typed?.trim() === addedPath && !document.querySelector("#reading .is-trouble");
  if (typed && !wasRead) { $("folder").value = typed; if (active) $("folder").focus(); }
  all("#sources details").forEach((list) => { if (list.dataset.fill && openLists.includes(list.dataset.fill)) list.open = true; });
  const readButton = document.querySelector("[data-act=read]");
  if (readButton) readButton.hidden = !document.querySelector("#sources .folder") && !document.querySelector("#sources .notice:not(.is-trouble)");
  const account = await program.account({});
  if ($("account")) $("account").innerHTML = account;
}
document.addEventListener("toggle", async (event) => {       // a list that takes a moment is fetched when it is opened
  const list = event.target;
  if (!list.open || !list.dataset?.fill) return;
  const html = await program[list.dataset.fill]({});
  list.querySelector(".filled").innerHTML = html;
}, true);
showStatus();

// --- tabs, questions, acts ------------------------------------------------------------------------------------
const TABS = ["ask", "search", "library", "sources"];
let fillsItself = false;    // whether the caller of goTo fills the tab
function goTo(name, fill = true) {
  const tab = all("#tabs [role=tab]")[TABS.indexOf(name)];
  fillsItself = !fill;
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click(); else if (fill) fillTab(name);
  fillsItself = false;
}
function fillTab(name) {
  if (name === "search") { fillFacets(); setTimeout(() => $("search-words")?.focus(), 30); }
  if (name === "library") fillShelf();
  if (name === "sources") { fillSources(); followReading(); }
}
const sendToThread = (detail) => document.dispatchEvent(new CustomEvent("notes:act", { detail }));
const field = () => document.querySelector("#question textarea");
function fillQuestion(text) {
  goTo("ask");
  const area = field();
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => { area.focus(); area.setSelectionRange(text.length, text.length); }, 40);
}
function notify(text) {      // shows for a moment that something was done
  const tip = $("tip");
  tip.textContent = text; tip.hidden = false;
  tip.style.left = "50%"; tip.style.top = "4.5rem";
  setTimeout(hideTip, 1400);
}
const plain = (root) => { const copy = root.cloneNode(true); all("button,.caret", copy).forEach((e) => e.remove()); return copy.textContent.replace(/\s+/g, " ").trim(); };
async function copy(text) { try { await navigator.clipboard.writeText(text); notify("Copied"); } catch { notify("The browser did not allow copying"); } }
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
  new: () => { closePanel(); sendToThread({ act: "new" }); field()?.focus(); },
  past: async (b) => { opener = b; trail.length = 0; shown = { past: true }; showPanel(await program.history({})); },
  open: (b) => { goTo("ask"); sendToThread({ act: "open", id: b.dataset.id }); closePanel(); },
  forget: async (b) => { $("panel-body").innerHTML = await program.delete_conversation({ id: b.dataset.id }); },
  retry: (b) => sendToThread({ act: "ask", turn: turnOf(b) }),
  drop: (b) => sendToThread({ act: "ask", turn: turnOf(b), drop: b.dataset.label }),
  edit: (b) => { sendToThread({ act: "edit", turn: turnOf(b) }); field()?.focus(); },
  copy: (b) => { const a = b.closest(".turn").querySelector(".sentences"); copy(plain(a)); },
  save: async (b) => { const n = await program.export_answer({ id: b.closest("[data-conversation]").dataset.conversation, turn: turnOf(b) }); if (n.name) download(n.name, n.text); },
  "copy-quote": (b) => copy(b.closest(".passage").querySelector(".quote").innerText),
  like: (b) => moreLike(b.dataset.id),
  "ask-about": (b) => fillQuestion(`What else do my notes say about this: “${b.closest(".passage").querySelector(".quote").innerText.replace(/\s+/g, " ").slice(0, 160)}”?`),
  "ask-these": async (b) => {
    const words = $("search-words").value.trim(), about = b.dataset.about;
    fillQuestion(about ? `What else do my notes say about this: “${about}”?` : words.endsWith("?") ? words : `What do my notes say about ${words}?`);
    await filterQuestion(about ? {} : chosenFilters());
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
  shelf: async () => { await fillShelf(); scrollTo({ top: shelfScrollTop }); },
  today: async (b) => { $("today").innerHTML = await program.set_daily_review({ on: b.dataset.on }); $("today").querySelector("button")?.focus(); },
  apart: async (b) => { const why = await program.keep_apart({ id: b.dataset.id }); if (why) { notify("Could not be kept apart"); return; } b.closest(".repeat").remove(); notify("Kept apart from now on"); },
  read: () => read("ingest", {}),
  "read-removing": () => read("ingest", { removals: true }),
  "remove-source": (b) => {      // removes at the second click
    if (b.dataset.sure) { read("remove_source", { path: b.dataset.path }); return; }
    b.dataset.sure = "yes";
    b.textContent = "Remove from the index?";
    b.removeAttribute("aria-label");
  },
  "fetch-account": () => read("fetch_account", {}),
  "use-encoder": async (b) => { const encoder = b.dataset.name; b.disabled = true; goTo("sources"); await elementOf("reading"); read("ingest", { encoder }); },
  "stop-reading": () => program.stop_ingest({}),
  writers: async (b) => { opener = b; trail.length = 0; shown = { writers: true }; showPanel(await program.models({})); followDownload(); },
  "take-model": async (b) => { patchBar($("model-progress"), (await program.use_model({ name: b.dataset.name })).html); all("#panel [data-act=take-model]").forEach((button) => { button.disabled = true; }); followDownload(true); },
  "stop-model": () => program.stop_download({}),
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
  if (ask) { sendToThread({ act: "ask", text: ask.dataset.ask }); return; }
  const go = at.closest("[data-go]");
  if (go) { goTo(go.dataset.go); elementOf("folder").then((field) => field.focus()); return; }
  const tab = at.closest("#tabs [role=tab]");
  if (tab) { closePanel(); if (!fillsItself) fillTab(TABS[all("#tabs [role=tab]").indexOf(tab)]); }
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-form]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.form === "search") { clearTimeout(timer); searchNow(); }
  if (form.dataset.form === "add") { const path = $("folder").value.trim(); addedPath = path; if (path) read("ingest", { add: path }); else $("folder").focus(); }
});
document.addEventListener("input", (event) => {
  const at = event.target;
  if (at.id === "search-words") { clearTimeout(timer); timer = setTimeout(searchNow, TYPING_PAUSE_MS); }
  if (at.dataset?.input === "shelf") drawShelf();
  if (at.dataset?.input === "past") { clearTimeout(timer); timer = setTimeout(async () => {
    const html = await program.history({ words: at.value });
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
  if (event.target.dataset?.interval !== undefined) program.set_interval({ minutes: event.target.value }).then((why) => notify(why ? "Could not be saved" : "Saved"));
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

// A new question is scrolled to the top once; then nothing moves while its answer grows.
let turnCount = 0, optionsRestored = false;
new MutationObserver(() => {
  if (!optionsRestored && $("manner")) { optionsRestored = true; restoreAnswerOptions(); }
  if ($("today")) fillToday();
  const turns = all("#thread .turn");
  if (turns.length > turnCount && turns.at(-1).matches(".is-looking, .is-writing")) turns.at(-1).scrollIntoView({ block: "start" });
  turnCount = turns.length;
}).observe(document.body, { childList: true, subtree: true });
checkProgram().then(keepChecking);
restorePage();
