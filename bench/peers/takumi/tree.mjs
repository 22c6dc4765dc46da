// A scene's props → the tree of nodes that Takumi draws. Boxes are containers, polygons clipped ones.
const px = (value) => `${value}px`;

const at = ([left, top, width, height], more) => ({
  type: "container",
  style: { position: "absolute", left, top, width, height, ...more },
  children: [],
});

const holding = (node, children) => ({ ...node, children });

// CSS lays a gradient along an angle through the middle of the box: its stops are moved to where ours are.
const linear = ([[x0, y0], [x1, y1]], stops, [left, top, width, height]) => {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [right, down] = [(x1 - x0) / length, (y1 - y0) / length];
  const along = Math.abs(width * right) + Math.abs(height * down);
  const share = (x, y) => ((x - left - width / 2) * right + (y - top - height / 2) * down) / along + 0.5;
  const [first, last] = [share(x0, y0), share(x1, y1)];
  const told = stops.map(([where, color]) => `${color} ${100 * (first + where * (last - first))}%`);
  return `linear-gradient(${(Math.atan2(right, -down) * 180) / Math.PI}deg, ${told.join(", ")})`;
};

const radial = ([x, y, radius], stops, [left, top]) => {
  const told = stops.map(([where, color]) => `${color} ${100 * where}%`);
  return `radial-gradient(circle ${px(radius)} at ${px(x - left)} ${px(y - top)}, ${told.join(", ")})`;
};

const filled = (paint, color, box) => {
  if (color) return { backgroundColor: color };
  if (!paint) return {};
  if (paint.linear) return { backgroundImage: linear(paint.linear, paint.stops, box) };
  if (paint.radial) return { backgroundImage: radial(paint.radial, paint.stops, box) };
  return { backgroundColor: paint.color };
};

const shadowOf = (shadow) =>
  shadow ? { boxShadow: `${px(shadow[0])} ${px(shadow[1])} ${px(2 * shadow[2])} ${shadow[3]}` } : {};

const pictureOf = ({ picture, box, shadow }, state) => {
  const [, , width, height] = box;
  const [cropX, cropY, cropWidth, cropHeight] = picture.crop;
  const [seenWidth, seenHeight] = [cropWidth / state.zoom, cropHeight / state.zoom];
  const x = cropX + state.pan[0] * cropWidth + picture.center[0] * (cropWidth - seenWidth);
  const y = cropY + state.pan[1] * cropHeight + picture.center[1] * (cropHeight - seenHeight);
  const [perX, perY] = [width / seenWidth, height / seenHeight];
  const image = {
    type: "image",
    src: picture.sha256,
    style: {
      position: "absolute",
      left: -x * perX,
      top: -y * perY,
      width: picture.size[0] * perX,
      height: picture.size[1] * perY,
      ...(picture.filter ? { filter: picture.filter } : {}),
    },
  };
  const tint = picture.tint ? [at([0, 0, width, height], { backgroundColor: picture.tint })] : [];
  const frame = at(box, { overflow: "hidden", borderRadius: picture.radius, ...shadowOf(shadow) });
  return [holding(frame, [image, ...tint])];
};

const shapeOf = ({ shape, box, shadow }, state) =>
  shape.boxes.map((part) => {
    const [left, top] = part;
    const style = { ...filled(shape.fill, state.color, box), ...shadowOf(shadow) };
    if (shape.kind === "ellipse") style.borderRadius = "50%";
    else if (shape.kind !== "polygon") style.borderRadius = Math.min(shape.radius, part[2] / 2, part[3] / 2);
    if (shape.kind === "polygon") {
      const points = shape.points.map(([x, y]) => `${px(x - left)} ${px(y - top)}`);
      style.clipPath = `polygon(${points.join(", ")})`;
    }
    if (shape.stroke) {
      Object.assign(style, { borderStyle: "solid", borderColor: shape.stroke[0], borderWidth: shape.stroke[1] });
    }
    return at(part, style);
  });

// run: a part of a text in one font, which begins at `x` on the baseline `y`.
export const textNode = (run, { color }, metrics) => {
  const [ascent, descent] = metrics[run.font].map((share) => share * run.size);
  const weight = /"wght" (\d+)/.exec(run.axes);
  return {
    type: "text",
    text: run.text,
    style: {
      position: "absolute",
      left: run.x,
      top: run.y - ascent,
      whiteSpace: "nowrap",
      fontFamily: `f${run.font}`, // a name may not begin with a digit
      fontSize: run.size,
      lineHeight: px(ascent + descent),
      letterSpacing: px(run.spacing ?? 0),
      color,
      ...(weight ? { fontWeight: Number(weight[1]) } : {}),
      ...(run.axes ? { fontVariationSettings: run.axes } : {}),
    },
  };
};

const textOf = ({ text }, state, metrics) =>
  text.runs.map((run) => textNode(run, { color: state.color ?? text.paint.color }, metrics));

// What lies inside a box of the canvas alone.
const within = (box, scene, nodes) => {
  const canvas = holding(at([-box[0], -box[1], scene.width, scene.height]), nodes);
  return [holding(at(box, { overflow: "hidden" }), [canvas])];
};

const clipped = (nodes, { box: [x, y, width, height] }, [left, top, right, bottom], scene) => {
  if (!(left || top || right || bottom)) return nodes;
  const box = [x + left * width, y + top * height, (1 - left - right) * width, (1 - top - bottom) * height];
  return within(box, scene, nodes);
};

const contentOf = (layer, state, metrics) => {
  if (layer.picture) return pictureOf(layer, state);
  return layer.shape ? shapeOf(layer, state) : textOf(layer, state, metrics);
};

const layerOf = (layer, state, scene, metrics) => {
  const whole = [0, 0, scene.width, scene.height];
  const drawn = clipped(contentOf(layer, state, metrics), layer, state.clip, scene);
  const style = {};
  if (state.opacity < 1) style.opacity = state.opacity;
  if (layer.blend !== "normal") style.mixBlendMode = layer.blend;
  const [a, b, c, d, e, f] = state.matrix;
  if (a !== 1 || b || c || d !== 1 || e || f) {
    Object.assign(style, { transform: `matrix(${state.matrix.join(", ")})`, transformOrigin: "0px 0px" });
  }
  const moved = Object.keys(style).length ? [holding(at(whole, style), drawn)] : drawn;
  return layer.frame ? within(layer.frame, scene, moved) : moved;
};

// metrics: ascent and descent of each font, in shares of its em.
export const treeOf = (scene, metrics) => ({
  type: "container",
  style: { position: "relative", width: scene.width, height: scene.height, backgroundColor: scene.background },
  children: scene.layers.flatMap((layer) => {
    const state = layer.states.at(-1)?.[1];
    return state ? layerOf(layer, state, scene, metrics) : [];
  }),
});
