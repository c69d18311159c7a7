// Whoever picks a color of their own means it: the choice beside it follows, before the preview is asked for.
const form = document.querySelector("[data-mall-form]");
form?.addEventListener("input", (event) => {
  if (event.target.name === "color") form.querySelector('[name="swatch"][value="own"]').checked = true;
});
