export const signin = {
  title: "Sign in",
  first: "Charter holds a product that learns from data to what it promised.",
  lead: "Every line of a product's charter is a promise, and each is kept, broken or unproven on the evidence. Sign in to see which, and what waits for you.",
  person: "Name or e-mail address",
  password: "Password",
  submit: "Sign in",
  byToken: "With a token instead",
  byPassword: "With a name and password instead",
  token: "Token",
  tokenHint: "On a new server: the admin token that charter serve printed when it first started. It is not kept in this browser. People get passwords by: charter member password.",
  openid: "With your organisation's account",
  refused: "That did not work.",
};
