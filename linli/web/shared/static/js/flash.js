// A flash sale's page. Its button opens at the start by itself, without asking the server: everybody's page
// does so in the same second. Where what is held has lapsed, the page is loaded again, not all at once.
const SPREAD_MS = 2000;

document.addEventListener("countdown:done", (event) => {
  const place = event.target.closest("[data-flash]");
  if (!place) return;
  if (place.dataset.flash !== "coming") {
    setTimeout(() => location.reload(), 500 + Math.random() * SPREAD_MS);
    return;
  }
  for (const button of place.querySelectorAll("button[disabled]")) button.disabled = false;
  for (const words of place.querySelectorAll("[data-flash-begun]")) words.hidden = false;
});
