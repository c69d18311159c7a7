// A trade's icon as a picture for the map: its drawing on a round tile in the colors of the page.
import { tokens } from "./style.js";

const SIZE = 26;
const SHARP = 2;

/** Add the image `trade/icon` that the map asks for; where none can be loaded there is only the dot. */
export async function tile(map, id, pictures) {
  const [trade, icon] = id.split("/");
  const drawing = new Image(SIZE * SHARP, SIZE * SHARP);
  drawing.src = `${pictures}${icon}.svg`;
  await drawing.decode();
  if (!map.hasImage(id)) map.addImage(id, painted(drawing, trade), { pixelRatio: SHARP });
}

function painted(drawing, trade) {
  const side = SIZE * SHARP;
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  const token = tokens();
  context.beginPath();
  context.arc(side / 2, side / 2, side / 2 - SHARP, 0, 2 * Math.PI);
  context.fillStyle = token("raised");
  context.fill();
  context.globalAlpha = Number.parseFloat(token("tint-strength")) / 100;
  context.fillStyle = token(`tint-${trade}-a`);
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = SHARP;
  context.strokeStyle = token("map-pin-edge");
  context.stroke();
  const inner = side * 0.6;
  context.drawImage(drawing, (side - inner) / 2, (side - inner) / 2, inner, inner);
  return context.getImageData(0, 0, side, side);
}
