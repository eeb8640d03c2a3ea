import { insight as words } from "../words/insight";
import { Select } from "./field";

const usual = ["1d", "7d", "1mo", "3mo", "1y", "all"];

/// Over which stretch of time it is measured. The address holds it, so that it can be sent.
export function WindowChoice({ value, onChange }: { value: string; onChange: (window: string) => void }) {
  const offered = value !== "" && !usual.includes(value) ? [value, ...usual] : usual;
  return (
    <Select label={words.window} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{words.windowUsual}</option>
      {offered.map((one) => (
        <option key={one} value={one}>{words.windows[one] ?? words.windowOther(one)}</option>
      ))}
    </Select>
  );
}
