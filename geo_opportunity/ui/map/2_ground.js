// The ground of a map: shapes of areas, states and lakes and points with names, decoded once and kept as paths on the plane.
// A ring travels as thousandths of a degree, each point as its step from the one before (geo_opportunity/maps/canvas.py).

const GROUNDS = new Map(); // address -> promise of a ground

function decode(rings, closed = true) {
  const path = new Path2D();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  let frame = null;
  for (const ring of rings) {
    let lon = 0;
    let lat = 0;
    for (let n = 0; n + 1 < ring.length; n += 2) {
      lon += ring[n] / 1000;
      lat += ring[n + 1] / 1000;
      frame ??= frameOf(lon, lat);
      const [x, y] = toPlane(lon, lat, frame);
      if (n) path.lineTo(x, y);
      else path.moveTo(x, y);
      widen(box, x, y);
    }
    if (closed) path.closePath();
  }
  return { path, box, frame: frame ?? MAIN };
}

function named([name, lon, lat, rank]) {
  const [x, y] = toPlane(lon, lat);
  return { name, x, y, rank };
}

function groundOf(given) {
  const shape = ([code, name, rings, at]) => ({ code, name, at: at ? toPlane(...at) : null, ...decode(rings) });
  const areas = given.areas.map(shape);
  return {
    areas,
    number: new Map(areas.map((area, n) => [area.code, n])),
    states: given.states.map(shape),
    lakes: (given.lakes ?? []).map(shape),
    cities: (given.cities ?? []).map(named),
    counties: given.counties ?? "",
  };
}

async function loadGround(given) {
  if (typeof given !== "string") return groundOf(given);
  if (!GROUNDS.has(given)) {
    const load = fetch(given).then((answer) => {
      if (!answer.ok) throw new Error(`the map's shapes cannot be loaded (${answer.status})`);
      return answer.json();
    });
    GROUNDS.set(given, load.then(groundOf));
    GROUNDS.get(given).catch(() => GROUNDS.delete(given));
  }
  return GROUNDS.get(given);
}

// tooltips by code, deflated JSON: as base64, or an address {at} to fetch them from when a hand comes
async function tipsOf(given) {
  if (!given) return {};
  let bytes;
  if (given.at) {
    const answer = await fetch(given.at);
    if (!answer.ok) throw new Error(`tooltips: ${answer.status}`);
    bytes = await answer.blob();
  } else bytes = new Blob([Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0))]);
  const stream = bytes.stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// Layers travel as deck.gl JSON (one description for both renderers); what of it the canvas draws:
function marksOf(texts) {
  return texts.map((text) => {
    const layer = JSON.parse(text);
    const css = (color) => (Array.isArray(color) ? `rgba(${color[0]},${color[1]},${color[2]},${(color[3] ?? 255) / 255})` : null);
    const fill = layer.filled === false ? null : css(layer.getFillColor);
    const line = css(layer.getLineColor ?? layer.getColor);
    const mark = { id: layer.id, pickable: !!layer.pickable, fill, line, width: layer.getLineWidth ?? layer.getWidth ?? 1 };
    if (layer["@@type"] === "ScatterplotLayer") {
      mark.dots = layer.data.map((item) => {
        const at = Array.isArray(item) ? item : item.p;
        const [x, y] = toPlane(at[0], at[1]);
        return { x, y, r: typeof layer.getRadius === "number" ? layer.getRadius : item.r, item };
      });
      if (layer.stroked === false) mark.line = null;
    } else if (layer["@@type"] === "TextLayer") {
      mark.texts = layer.data.map((item) => {
        const [x, y] = toPlane(item.p[0], item.p[1]);
        return { x, y, text: item.n, size: layer.getSize, color: line };
      });
    } else {
      mark.path = new Path2D();
      for (const ring of layer["@@type"] === "PathLayer" ? layer.data.map((item) => item.c) : ringsOf(layer.data)) {
        const frame = ring.length ? frameOf(ring[0][0], ring[0][1]) : MAIN;
        ring.forEach(([lon, lat], n) => {
          const [x, y] = toPlane(lon, lat, frame);
          if (n) mark.path.lineTo(x, y);
          else mark.path.moveTo(x, y);
        });
      }
    }
    return mark;
  });
}

function ringsOf(shape) {
  const { type } = shape;
  if (type === "FeatureCollection") return shape.features.flatMap(ringsOf);
  if (type === "Feature") return shape.geometry ? ringsOf(shape.geometry) : [];
  if (type === "GeometryCollection") return shape.geometries.flatMap(ringsOf);
  if (type === "LineString") return [shape.coordinates];
  if (type === "MultiLineString" || type === "Polygon") return shape.coordinates;
  return type === "MultiPolygon" ? shape.coordinates.flat() : [];
}
