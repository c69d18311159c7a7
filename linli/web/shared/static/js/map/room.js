// Which bubble has room for what: its whole price, its picture alone, or only a dot.
const HEIGHT = 36;
const SIZES = [
  ["full", (letters) => 42 + letters * 7.6],
  ["small", () => 32],
];
const AIR = 3;

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The size of each of `wanted` ({slug, spot, letters}), in their order: who comes first has first choice. */
export function room(wanted, { clientWidth, clientHeight }) {
  const taken = [];
  const sizes = new Map();
  for (const { slug, spot, letters } of wanted) {
    const inside = spot.x > -60 && spot.y > -20 && spot.x < clientWidth + 60 && spot.y < clientHeight + 60;
    const found = inside && SIZES.find(([, width]) => {
      const half = width(letters) / 2 + AIR;
      const box = { left: spot.x - half, right: spot.x + half, top: spot.y - HEIGHT - AIR, bottom: spot.y };
      if (taken.some((other) => overlaps(box, other))) return false;
      taken.push(box);
      return true;
    });
    sizes.set(slug, found ? found[0] : "dot");
  }
  return sizes;
}
