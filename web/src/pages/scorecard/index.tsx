import { PageHead } from "../../parts/page";
import { Empty } from "../../parts/states";
import { shell as words } from "../../words/shell";

export default function Page() {
  return (
    <>
      <PageHead title={words.pages.scorecard} />
      <Empty title={words.notYet} />
    </>
  );
}
