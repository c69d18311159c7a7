// [data-copy="text"] copies; [data-share="/address"] shares, or copies the link where sharing is unknown.
// What is said afterwards is in data-copied.
import { toast } from "./toast.js";

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(said);
}

document.addEventListener("click", async (event) => {
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    event.preventDefault();
    await copy(copier.dataset.copy, copier.dataset.copied);
    return;
  }
  const sharer = event.target.closest("[data-share]");
  if (!sharer) return;
  event.preventDefault();
  const url = new URL(sharer.dataset.share, location.href).href;
  if (!navigator.share) return copy(url, sharer.dataset.copied);
  await navigator.share({ title: sharer.dataset.title, url }).catch(() => {});
});
