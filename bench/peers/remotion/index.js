// What Remotion's bundler is given.
import { registerRoot } from "remotion";
import { Root } from "./root.jsx";

registerRoot(Root);
