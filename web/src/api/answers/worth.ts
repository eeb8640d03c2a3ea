import type { Shapes } from "../answers";

export type Valued = Shapes["Valued"];
export type People = Shapes["Confusion"];
export type Step = Shapes["SliderStep"];
export type Slider = Shapes["Slider"];
export type Worth = Shapes["Worth"];
export type Demand = Shapes["Demand"];
export type Required = Shapes["Required"];
export type WorthAnswer = Shapes["WorthAnswer"];
export type CharterFault = Shapes["Checked"]["faults"][number];
export type Change = Shapes["Change"];
export type Checked = Shapes["Checked"];
export type Grammar = Shapes["Grammar"];
export type SeenColumn = Shapes["Draft"]["columns"][number];
export type Draft = Shapes["Draft"];
export type RevisionLine = Shapes["Revision"];
export type Applied = Shapes["Applied"];
