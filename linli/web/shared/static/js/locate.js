// [data-locate]: asks for the position only when tapped, then goes to data-locate (or this page) with
// ?at=lat,lon, rounded to about 10 m. data-refused: what to say when it may not be read.
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  event.preventDefault();
  if (!navigator.geolocation) {
    toast(button.dataset.refused);
    return;
  }
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const target = new URL(button.dataset.locate || location.href, location.href);
      target.searchParams.set("at", `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`);
      location.assign(target);
    },
    () => {
      button.removeAttribute("aria-busy");
      toast(button.dataset.refused);
    },
    { maximumAge: 60000, timeout: 10000 },
  );
});
