import { Link } from "react-router-dom";

import { PageHead } from "../parts/page";
import { shell as words } from "../words/shell";

export function NothingHere() {
  return (
    <>
      <PageHead title={words.nothingHere} lead={words.nothingHereNext} />
      <p><Link to="/">{words.toStart}</Link></p>
    </>
  );
}
