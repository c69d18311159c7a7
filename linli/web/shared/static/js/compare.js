// Stores side by side: one that is taken out is not ticked any more where it was chosen.
import { untick } from "./near/choosing.js";

document.addEventListener("click", ({ target }) => {
  const out = target.closest("[data-untick]");
  if (out) untick(out.dataset.from, out.dataset.untick);
});
