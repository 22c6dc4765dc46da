// The composition: size and length are the scene's, its fonts are loaded before the first frame.
import React, { useEffect, useState } from "react";
import { Composition, continueRender, delayRender, staticFile } from "remotion";
import { ScenePicture } from "./scene.jsx";

const Loaded = ({ scene }) => {
  const [handle] = useState(() => delayRender("fonts"));
  useEffect(() => {
    const faces = scene.fonts.map((font) => new FontFace(`f${font}`, `url(${staticFile(`${font}.font`)})`));
    Promise.all(faces.map((face) => face.load())).then((loaded) => {
      loaded.forEach((face) => document.fonts.add(face));
      continueRender(handle);
    });
  }, [handle, scene]);
  return <ScenePicture scene={scene} />;
};

export const Root = () => (
  <Composition
    id="scene"
    component={Loaded}
    width={16}
    height={16}
    fps={1}
    durationInFrames={1}
    defaultProps={{ scene: null }}
    calculateMetadata={({ props: { scene } }) => ({
      width: scene.width,
      height: scene.height,
      fps: scene.fps,
      durationInFrames: scene.frames,
    })}
  />
);
