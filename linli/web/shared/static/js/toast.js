// Short words at the foot of the page. Server: <template data-toast>text</template> inside #toasts, or the
// response header HX-Trigger: {"linli:toast": {"text": "…", "undo": "/address"}}. Script: toast("…").
const SECONDS = 6;

export function toast(text, { undo, undoLabel } = {}) {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  box.append(words);
  if (undo) {
    const link = document.createElement("a");
    link.className = "toast-action";
    link.href = undo;
    link.textContent = undoLabel || "↩";
    box.append(link);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.setAttribute("aria-label", region.dataset.closeLabel || "×");
  close.textContent = "×";
  close.addEventListener("click", () => box.remove());
  box.append(close);
  region.append(box);
  leaveSoon(box);
}

function leaveSoon(box) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? leaveSoon(box) : box.remove()), SECONDS * 1000);
}

function showSent(root) {
  for (const sent of root.querySelectorAll("template[data-toast]")) {
    toast(sent.content.textContent.trim());
    sent.remove();
  }
}

document.addEventListener("linli:toast", (event) => {
  const detail = event.detail?.value ?? event.detail ?? {};
  toast(typeof detail === "string" ? detail : detail.text, detail);
});
document.addEventListener("htmx:after:swap", () => showSent(document));
showSent(document);
