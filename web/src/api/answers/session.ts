/// Who is signed in, and what they may do.
export interface Session {
  id: string;
  name: string;
  kind: "person" | "service";
  /// Null: as long as the token that was sent.
  expires: string | null;
  /// Scopes that hold for every product, also those to come.
  everywhere: string[];
  products: { product: string; vision: string; scopes: string[]; roles: { id: string; title: string }[] }[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/session": Session;
    "get /v1/session/ways": { password: boolean; token: boolean; openid: boolean };
  }
}
