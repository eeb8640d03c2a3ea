import type { Shapes } from "../answers";

export type InboxItem = Shapes["InboxItem"];
