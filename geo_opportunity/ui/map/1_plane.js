// Longitude and latitude (degrees) to a plane and back: the 48 states in Albers' equal-area projection on the sphere
// (Snyder 1987, formulas 14-1 to 14-11), Alaska, Hawaii and Puerto Rico in equal-area frames of their own beside them.
// Unit of the plane: the Earth's radius; y runs down, as on a screen.

const RAD = Math.PI / 180;

function albers(south, north, lon0, lat0) {
  const s = Math.sin(south * RAD);
  const n = (s + Math.sin(north * RAD)) / 2;
  const c = 1 + s * (2 * n - s);
  const rho0 = Math.sqrt(c - 2 * n * Math.sin(lat0 * RAD)) / n;
  const angle = (lon) => {
    const away = lon - lon0;
    return n * (away - 360 * Math.round(away / 360)) * RAD;
  };
  return {
    angle, // how far north is turned from "up" there, radians
    to(lon, lat) {
      const rho = Math.sqrt(Math.max(0, c - 2 * n * Math.sin(lat * RAD))) / n;
      return [rho * Math.sin(angle(lon)), rho * Math.cos(angle(lon)) - rho0];
    },
    from(x, y) {
      const rho = Math.hypot(x, y + rho0);
      const sine = (c - (rho * n) ** 2) / (2 * n);
      return [lon0 + Math.atan2(x, y + rho0) / n / RAD, Math.asin(Math.max(-1, Math.min(1, sine))) / RAD];
    },
  };
}

// box: left, top, right, bottom on the plane; the frame's origin is its middle
function inset(projection, scale, box) {
  return { projection, scale, box, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
}

const MAIN = { projection: albers(29.5, 45.5, -96, 37.5), scale: 1, box: [-0.385, -0.245, 0.385, 0.245], x: 0, y: 0 };
const INSETS = [
  inset(albers(55, 65, -152.5, 62.6), 0.36, [-0.384, 0.115, -0.19, 0.243]),
  inset(albers(8, 18, -157.4, 20.6), 1, [-0.184, 0.172, -0.075, 0.243]),
  inset(albers(8, 18, -66.45, 18.2), 1.5, [0.292, 0.193, 0.384, 0.243]),
];

function frameOf(lon, lat) {
  if (lat > 50 && (lon < -129 || lon > 170)) return INSETS[0];
  if (lat < 24 && lon < -150) return INSETS[1];
  if (lat < 20 && lon > -69 && lon < -64) return INSETS[2];
  return MAIN;
}

const within = (box, x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
const frameAt = (x, y) => INSETS.find((frame) => within(frame.box, x, y)) ?? MAIN;

function toPlane(lon, lat, frame = frameOf(lon, lat)) {
  const [x, y] = frame.projection.to(lon, lat);
  return [frame.x + x * frame.scale, frame.y + y * frame.scale];
}

function fromPlane(x, y) {
  const frame = frameAt(x, y);
  return frame.projection.from((x - frame.x) / frame.scale, (y - frame.y) / frame.scale);
}

// A view of a link is longitude, latitude and zoom of a web map (512-pixel tiles), so links keep their meaning: at its
// middle our map has that scale. Inside: x and y of the middle on the plane, k pixels to the unit.
function viewOf(lon, lat, zoom) {
  const frame = frameOf(lon, lat);
  const [x, y] = toPlane(lon, lat, frame);
  return { x, y, k: (512 * 2 ** zoom) / (2 * Math.PI * Math.cos(lat * RAD)) / frame.scale };
}

function linkOf(view) {
  const [lon, lat] = fromPlane(view.x, view.y);
  const zoom = Math.log2((view.k * frameAt(view.x, view.y).scale * 2 * Math.PI * Math.cos(lat * RAD)) / 512);
  return [Number(lon.toFixed(4)), Number(lat.toFixed(4)), Number(zoom.toFixed(2))];
}

// west, south, east, north -> left, top, right, bottom on the plane; nothing: the nation with its insets
function boxOf(bounds) {
  if (!bounds) return MAIN.box;
  const [west, south, east, north] = bounds;
  const frame = frameOf((west + east) / 2, (south + north) / 2);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let step = 0; step <= 8; step++) {
    const part = step / 8;
    const edge = [
      [west + part * (east - west), south],
      [west + part * (east - west), north],
      [west, south + part * (north - south)],
      [east, south + part * (north - south)],
    ];
    for (const [lon, lat] of edge) widen(box, ...toPlane(lon, lat, frame));
  }
  return box;
}

function widen(box, x, y) {
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}

function fitted(box, width, height, margin) {
  const k = Math.min((width * margin) / Math.max(box[2] - box[0], 1e-5), (height * margin) / Math.max(box[3] - box[1], 1e-5));
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, k };
}
