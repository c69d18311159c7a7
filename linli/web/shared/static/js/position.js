// [data-position]: a button [data-position-here] writes where this device is into the fields lat and lon,
// rounded to about a meter. data-found and data-refused: what to say.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-position-here]");
  if (!button) return;
  const place = button.closest("[data-position]");
  const said = place.querySelector("[data-position-said]");
  const tell = (text) => {
    button.removeAttribute("aria-busy");
    said.textContent = text;
  };
  if (!navigator.geolocation) {
    tell(button.dataset.refused);
    return;
  }
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      place.querySelector("[name=lat]").value = coords.latitude.toFixed(5);
      place.querySelector("[name=lon]").value = coords.longitude.toFixed(5);
      tell(button.dataset.found);
    },
    () => tell(button.dataset.refused),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 15000 },
  );
});
