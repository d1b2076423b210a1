import type { HomeView, KnownBlock, ModalView, SlackEvent } from "@slack/types";

export type MessageBlocks = KnownBlock[];
export type AnyView = ModalView | HomeView;
export type Ev = SlackEvent;
