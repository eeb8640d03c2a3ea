import type { Shapes } from "../answers";

export type Failing = Shapes["Standing"]["failing"][number];
export type Breaking = Shapes["Standing"]["breaking"][number];
export type RoleHeld = Shapes["Standing"]["roles"][number];
export type Standing = Shapes["Standing"];
