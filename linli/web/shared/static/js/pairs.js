// [data-pairs]: from one [data-pair] card to the next by arrow keys; its [data-pair-key] buttons by their
// letter, only while the card or something in it has the focus.
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-pair]");
  if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
  const cards = [...card.closest("[data-pairs]").querySelectorAll("[data-pair]")];
  const next = cards[cards.indexOf(card) + (STEPS[event.key] ?? 0)];
  const button = card.querySelector(`[data-pair-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) button.click();
  else if (next && next !== card) next.focus();
  else return;
  event.preventDefault();
});
