// Asks for flags with OpenFeature's server SDK and its OFREP provider. Called by test_openfeature.py.
//
//   node server.mjs ADDRESS TOKEN QUESTIONS    QUESTIONS: [{"flag", "type", "default", "context"}, ...]; prints the details of each
import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

const [address, token, questions] = process.argv.slice(2);
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: address, headers: [["Authorization", `Bearer ${token}`]] }));
const client = OpenFeature.getClient();
const ask = {
  boolean: (flag, fallback, context) => client.getBooleanDetails(flag, fallback, context),
  string: (flag, fallback, context) => client.getStringDetails(flag, fallback, context),
  number: (flag, fallback, context) => client.getNumberDetails(flag, fallback, context),
  object: (flag, fallback, context) => client.getObjectDetails(flag, fallback, context),
};
for (const { flag, type, default: fallback, context } of JSON.parse(questions)) console.log(JSON.stringify(await ask[type](flag, fallback, context)));
await OpenFeature.close();
