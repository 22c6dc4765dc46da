// A scene's props → its picture at the current frame. Boxes are divs, shapes and texts are SVG.
import React from "react";
import { AbsoluteFill, Img, staticFile, useCurrentFrame } from "remotion";

const px = (value) => `${value}px`;

const stateAt = (states, frame) => {
  let low = 0;
  let high = states.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (states[middle][0] <= frame) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : states[low - 1][1];
};

// A clip cuts at an edge only where it is set: shadows outside the box stay.
const clipOf = ([left, top, right, bottom], [, , width, height]) => {
  if (!(left || top || right || bottom)) return undefined;
  const edge = (share, size) => (share > 0 ? px(share * size) : "-9999px");
  return `inset(${edge(top, height)} ${edge(right, width)} ${edge(bottom, height)} ${edge(left, width)})`;
};

const cutAt = (left, top, right, bottom) =>
  `polygon(${px(left)} ${px(top)}, ${px(right)} ${px(top)}, ${px(right)} ${px(bottom)}, ${px(left)} ${px(bottom)})`;

const windowOf = (frame, window) => {
  if (!frame && !window) return undefined;
  const [x, y, width, height] = frame ?? [-9999, -9999, 29998, 29998];
  const [left, top, right, bottom] = window ?? [null, null, null, null];
  return cutAt(
    Math.max(x, left ?? -9999),
    Math.max(y, top ?? -9999),
    Math.min(x + width, right ?? 19999),
    Math.min(y + height, bottom ?? 19999),
  );
};

const Picture = ({ picture, box, state, shadow }) => {
  const [, , width, height] = box;
  const [cropX, cropY, cropWidth, cropHeight] = picture.crop;
  const seenWidth = cropWidth / state.zoom;
  const seenHeight = cropHeight / state.zoom;
  const x = cropX + state.pan[0] * cropWidth + picture.center[0] * (cropWidth - seenWidth);
  const y = cropY + state.pan[1] * cropHeight + picture.center[1] * (cropHeight - seenHeight);
  const perX = width / seenWidth;
  const perY = height / seenHeight;
  return (
    <div
      style={{
        position: "absolute",
        width,
        height,
        overflow: "hidden",
        borderRadius: picture.radius,
        boxShadow: shadow && `${px(shadow[0])} ${px(shadow[1])} ${px(2 * shadow[2])} ${shadow[3]}`,
      }}
    >
      <Img
        src={staticFile(`${picture.sha256}.picture`)}
        style={{
          position: "absolute",
          maxWidth: "none",
          width: picture.size[0] * perX,
          height: picture.size[1] * perY,
          left: -x * perX,
          top: -y * perY,
          filter: picture.filter || undefined,
        }}
      />
      {picture.tint && <div style={{ position: "absolute", inset: 0, background: picture.tint }} />}
    </div>
  );
};

const Gradient = ({ paint, id }) => {
  const stops = paint.stops.map(([at, color], index) => <stop key={index} offset={at} stopColor={color} />);
  if (paint.linear) {
    const [[x1, y1], [x2, y2]] = paint.linear;
    return (
      <linearGradient id={id} gradientUnits="userSpaceOnUse" x1={x1} y1={y1} x2={x2} y2={y2}>
        {stops}
      </linearGradient>
    );
  }
  const [cx, cy, r] = paint.radial;
  return (
    <radialGradient id={id} gradientUnits="userSpaceOnUse" cx={cx} cy={cy} r={r}>
      {stops}
    </radialGradient>
  );
};

const fillOf = (paint, id, color) => {
  if (!paint) return "none";
  return color ?? paint.color ?? `url(#${id})`;
};

// `inset`: a stroke lies inside its shape.
const Outline = ({ shape, inset, ...look }) => {
  if (shape.kind === "polygon") return <polygon points={shape.points.map((point) => point.join(",")).join(" ")} {...look} />;
  return shape.boxes.map(([x, y, width, height], index) => {
    if (shape.kind === "ellipse") {
      return (
        <ellipse
          key={index}
          cx={x + width / 2}
          cy={y + height / 2}
          rx={width / 2 - inset}
          ry={height / 2 - inset}
          {...look}
        />
      );
    }
    const radius = Math.max(0, Math.min(shape.radius, width / 2, height / 2) - inset);
    return (
      <rect
        key={index}
        x={x + inset}
        y={y + inset}
        width={width - 2 * inset}
        height={height - 2 * inset}
        rx={radius}
        {...look}
      />
    );
  });
};

const Shape = ({ shape, id, color }) => (
  <>
    {shape.fill && <Outline shape={shape} inset={0} fill={fillOf(shape.fill, id, color)} />}
    {shape.stroke && (
      <Outline
        shape={shape}
        inset={shape.stroke[1] / 2}
        fill="none"
        stroke={shape.stroke[0]}
        strokeWidth={shape.stroke[1]}
      />
    )}
  </>
);

const Text = ({ text, id, color }) =>
  text.runs.map((run, index) => (
    <text
      key={index}
      x={run.x}
      y={run.y}
      textLength={run.width}
      fontSize={run.size}
      fill={fillOf(text.paint, id, color)}
      stroke={text.stroke?.[0]}
      strokeWidth={text.stroke?.[1]}
      paintOrder="stroke"
      strokeLinejoin="round"
      style={{
        fontFamily: `f${run.font}`,
        fontVariationSettings: run.axes || undefined,
        fontSynthesis: "none",
        whiteSpace: "pre",
      }}
    >
      {run.text}
    </text>
  ));

const Drawing = ({ layer, id, state, canvas }) => {
  const paint = layer.shape?.fill ?? layer.text?.paint;
  const [x, y] = layer.box;
  const shadow = layer.shadow;
  return (
    <svg
      width={canvas[0]}
      height={canvas[1]}
      viewBox={`0 0 ${canvas[0]} ${canvas[1]}`}
      style={{
        position: "absolute",
        left: -x,
        top: -y,
        overflow: "visible",
        filter: shadow && `drop-shadow(${px(shadow[0])} ${px(shadow[1])} ${px(shadow[2])} ${shadow[3]})`,
      }}
    >
      {paint?.stops && (
        <defs>
          <Gradient paint={paint} id={id} />
        </defs>
      )}
      {layer.shape && <Shape shape={layer.shape} id={id} color={state.color} />}
      {layer.text && <Text text={layer.text} id={id} color={state.color} />}
    </svg>
  );
};

const Layer = ({ layer, id, frame, canvas }) => {
  const state = stateAt(layer.states, frame);
  if (state === null) return null;
  const [x, y, width, height] = layer.box;
  return (
    <div style={{ position: "absolute", inset: 0, clipPath: windowOf(layer.frame, state.window), mixBlendMode: layer.blend }}>
      <div
        style={{
          position: "absolute",
          left: x,
          top: y,
          width,
          height,
          transformOrigin: `${px(-x)} ${px(-y)}`,
          transform: `matrix(${state.matrix.join(",")})`,
          opacity: state.opacity,
          clipPath: clipOf(state.clip, layer.box),
          filter: layer.blur ? `blur(${px(layer.blur)})` : undefined,
        }}
      >
        {layer.picture ? (
          <Picture picture={layer.picture} box={layer.box} state={state} shadow={layer.shadow} />
        ) : (
          <Drawing layer={layer} id={id} state={state} canvas={canvas} />
        )}
      </div>
    </div>
  );
};

export const ScenePicture = ({ scene }) => {
  const frame = useCurrentFrame();
  const canvas = [scene.width, scene.height];
  return (
    <AbsoluteFill style={{ background: scene.background, overflow: "hidden", isolation: "isolate" }}>
      {scene.layers.map((layer, index) => (
        <Layer key={index} layer={layer} id={`p${index}`} frame={frame} canvas={canvas} />
      ))}
    </AbsoluteFill>
  );
};
