import type { FoundSlice, PromiseSlices, Slices } from "../../api/answers/insight";
import { useAnswer } from "../../api/use_answer";
import { count, percent, type Measure } from "../../format";
import { DataTable } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { Answered, Loading } from "../../parts/states";
import { Value } from "../../parts/value";
import { evidence as words } from "../../words/evidence";
import { insight } from "../../words/insight";

/// The slices in which a promise's metric is worst.
export function SlicesFound({ product, promise, measure }: { product: string; promise: string; measure: Measure }) {
  const answer = useAnswer("/v1/products/{product}/promises/{promise}/evidence", { path: { product, promise }, query: { json: true, slices: true } });
  if (answer.loading) return <Loading what={words.searching} />;
  return <Answered of={answer}>{(found) => <Found found={(found as PromiseSlices).slices} measure={measure} />}</Answered>;
}

function Found({ found, measure }: { found: Slices; measure: Measure }) {
  if (found.why !== null) return <p>{words.slicesCannot(found.why)}</p>;
  if (found.slices.length === 0) return <p>{words.slicesNone}</p>;
  const apart = { ...measure, difference: measure.scale === "share" };
  return (
    <>
      <DataTable<FoundSlice>
        caption={words.slices}
        quiet
        rows={found.slices}
        keyOf={(slice) => slice.where}
        columns={[
          { key: "where", head: words.slice, cell: (slice) => <span className="slice-where">{slice.where}</span>, names: true },
          { key: "here", head: words.here, cell: (slice) => <Value value={slice.value} measure={measure} />, number: true, sort: (slice) => slice.value },
          { key: "rest", head: words.rest, cell: (slice) => <Value value={slice.rest} measure={measure} />, number: true },
          { key: "apart", head: words.apart, cell: (slice) => <Value value={slice.difference} interval={slice.interval} measure={apart} />, number: true, sort: (slice) => slice.difference },
          { key: "rows", head: insight.rows, cell: (slice) => count(slice.rows), number: true, sort: (slice) => slice.rows },
          { key: "of-rows", head: words.shareOfRows, cell: (slice) => percent(slice.share_of_rows, 1), number: true, sort: (slice) => slice.share_of_rows },
          { key: "of-losses", head: words.shareOfLosses, cell: (slice) => percent(slice.share_of_losses, 1), number: true, sort: (slice) => slice.share_of_losses },
          { key: "holds", head: words.holds, cell: (slice) => (slice.confirmed ? words.yes : words.no) },
        ]}
      />
      {found.searched && found.held_out && <p className="quiet">{words.slicesHow(count(found.searched.rows), count(found.held_out.rows), count(found.searched.combinations))}</p>}
      <Disclosure summary={words.propose}>
        <pre>{found.slices.filter((slice) => slice.confirmed).map((slice) => slice.promise).join("\n")}</pre>
      </Disclosure>
    </>
  );
}
