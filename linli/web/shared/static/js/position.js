// [data-position]: where a shop is. The button [data-position-here] writes this device's place into the
// fields lat and lon; [data-position-map] opens a map whose middle is written there whenever it comes to
// rest. All is rounded to about a meter. data-found, data-refused: what to say.
const DIGITS = 5;
const CLOSE = 17;

const fieldsOf = (place) => ["lat", "lon"].map((name) => place.querySelector(`[name=${name}]`));

function write(place, { lat, lng }) {
  const [latitude, longitude] = fieldsOf(place);
  latitude.value = lat.toFixed(DIGITS);
  longitude.value = lng.toFixed(DIGITS);
}

function here(place, button) {
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
      write(place, { lat: coords.latitude, lng: coords.longitude });
      place.map?.jumpTo({ center: [coords.longitude, coords.latitude] });
      tell(button.dataset.found);
    },
    () => tell(button.dataset.refused),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 15000 },
  );
}

async function openMap(place, button) {
  const box = place.querySelector("[data-position-box]");
  const frame = box.querySelector("[data-map]");
  box.hidden = false;
  button.hidden = true;
  const { bindZoom, draw } = await import("./map/canvas.js");
  const typed = fieldsOf(place).map((field) => Number.parseFloat(field.value));
  const given = frame.dataset.center.split(",").map(Number);
  const [lat, lon] = typed.every(Number.isFinite) ? typed : given;
  const drawn = await draw(frame, { center: [lon, lat], zoom: CLOSE });
  if (!drawn) return;
  place.map = drawn.map;
  bindZoom(frame, drawn.map);
  drawn.map.on("moveend", () => write(place, drawn.map.getCenter()));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-position-here], [data-position-map]");
  if (!button) return;
  const place = button.closest("[data-position]");
  if (button.dataset.positionMap === undefined) here(place, button);
  else openMap(place, button);
});
