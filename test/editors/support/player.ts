// An editor as one user plays it: each method is done by the keys and commands of that editor.
import type { FakeStage } from './stage.ts';

/** Lines counted from 1, both belonging to it. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** What an editor must be able to do; each test is told once and played in each. */
export interface Player {
  text(): string | Promise<string>;
  /** Chooses an action by its title in the menu of code actions: for selected lines, or from the line of the cursor. */
  choose(place: Lines | number, title: string): Promise<void>;
  /** Selects the first word of a line, counted from 1, and asks for the menu of code actions. */
  askAboutWord(line: number): Promise<void>;
  /** Answers what the editor asks. */
  reply(words: string): Promise<void>;
  /** Chooses one of the answers that the server offers to its question. */
  pick(answer: string): Promise<void>;
  undo(): Promise<void>;
  /** Types a line at the very beginning. */
  typeAbove(line: string): Promise<void>;
  /** Goes to the last line, and changes nothing. */
  goToLastLine?(): Promise<void>;
  /** The line with the cursor. */
  line?(): string | Promise<string>;
  /** Types at the end of a line, counted from 1. */
  typeBehind(line: number, text: string): Promise<void>;
  cancel(): Promise<void>;
  /** Writes at the end of the chat that is open, and sends it. */
  ask(question: string): Promise<void>;
  /** Selects lines, opens another file, and leaves the selection behind. */
  selectAndOpen?(lines: Lines, file: string): Promise<void>;
  /** Opens another file beside those that are open. */
  visit(file: string): Promise<void>;
  /** Writes the document at hand to disk. */
  save(): Promise<void>;
  /** Writes every changed document to disk, with the one command that this editor has for it. */
  saveAll(): Promise<void>;
  /** Waits until this text is to be seen in some window. */
  seeShown(text: string): Promise<void>;
  /** Waits until the user can read this. */
  seeMessage(pattern: RegExp): Promise<void>;
  /** Forgets the messages so far, so that the next one is a new one. */
  forgetMessages(): Promise<void>;
}

export interface EditorUnderTest {
  readonly name: string;
  /** Opens a file; `problem`: with something that reports the word `wrong`, where this editor tells our server of it. */
  open(stage: FakeStage, file: string, problem?: 'problem'): Promise<Player>;
  /** False where our server hears of no other server's problems. */
  readonly tellsProblems: boolean;
  /** False where a selected word looks like none to our server, because the editor sends the same for a mere cursor. */
  readonly selectsWords: boolean;
  /** Asks for the words of an action by itself. */
  readonly asksWords: boolean;
  /** Makes all edits of one task one step of its undo. */
  readonly groupsUndo: boolean;
}
