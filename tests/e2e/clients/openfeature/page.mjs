// Follows flags with OpenFeature's web SDK and its OFREP provider, as a page would. Called by test_openfeature.py.
//
//   node page.mjs ADDRESS KEY    prints {"status", "sent", "tag"} of each request, {"value"} of the flag `late` at first, and {"changed", "value"} when it changed
import { EventSource } from "eventsource";
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";

globalThis.EventSource = EventSource; // browsers have it
const [address, key] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const told = async (request, options) => {
  const answer = await fetch(request, options);
  say({ status: answer.status, sent: (request.headers ?? new Headers(options?.headers)).get("if-none-match"), tag: answer.headers.get("etag") });
  return answer;
};
await OpenFeature.setContext({ targetingKey: "person 1", plan: "silver" });
const provider = new OFREPWebProvider({ baseUrl: address, fetchImplementation: told, pollInterval: Number(process.env.POLL ?? 0), changeDetection: process.env.POLL ? "polling" : "sse", headers: [["X-API-Key", key]] });
await OpenFeature.setProviderAndWait(provider);
const client = OpenFeature.getClient();
client.addHandler(ProviderEvents.ConfigurationChanged, (event) => say({ changed: event.flagsChanged, value: client.getNumberValue("late", -1) }));
say({ value: client.getNumberValue("late", -1), details: client.getNumberDetails("late", -1) });
process.stdin.resume(); // until the test closes it
process.stdin.on("end", () => process.exit(0));
