import { Component, type ReactNode } from "react";

import { parts as words } from "../words/parts";
import { Button } from "./button";

/// Keeps what is wrong with one page from taking the others with it. After an update of the server a page may ask for a file that is gone:
/// that is mended by loading it again.
export class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="state state-failed" role="alert">
        <h1>{words.crashed}</h1>
        <p>{words.crashedNext}</p>
        <p className="quiet small">{this.state.error.message}</p>
        <Button onClick={() => window.location.reload()}>{words.reload}</Button>
      </div>
    );
  }
}
