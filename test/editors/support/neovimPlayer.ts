// Neovim as a user plays it.
import type { Neovim } from './neovim.ts';
import type { Player } from './player.ts';
import { waitFor } from './waitFor.ts';

/** A picker such as many users have: it comes back at once, and tells later what was chosen. */
const picker = `
  picker = nil
  vim.ui.select = function(items, options, choose)
    picker = { items = items, format = options.format_item or tostring, choose = choose }
  end`;

const chooseInPicker = `
  local title = ...
  if not picker then return false end
  for index, item in ipairs(picker.items) do
    if picker.format(item):find(title, 1, true) then
      local choose = picker.choose
      picker = nil
      -- What the choice asks of the user would keep this call waiting.
      vim.schedule(function() choose(item, index) end)
      return true
    end
  end
  error('no entry ' .. title)`;

const textsOfWindows = `
  return table.concat(vim.tbl_map(function(window)
    return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
  end, vim.api.nvim_list_wins()), '\\n')`;

export function neovimPlayer(neovim: Neovim): Player {
  const pick = (title: string) =>
    waitFor(async () => (await neovim.lua(chooseInPicker, title)) === true, { what: `entry ${title} in a picker` });
  return {
    text: () => neovim.text(),
    async choose(place, title) {
      await neovim.lua(picker);
      const [from, to] = typeof place === 'number' ? [place, undefined] : [place.from, place.to];
      await neovim.press(`<Esc>${from}G`);
      await neovim.press(to === undefined ? ':Codestral actions<CR>' : `:${from},${to}Codestral actions<CR>`);
      await pick(title);
    },
    async askAboutWord(line) {
      await neovim.lua(picker);
      await neovim.press(`<Esc>${line}G0viwgra`);
    },
    async reply(words) {
      await waitFor(async () => ((await neovim.call('nvim_get_mode')) as { mode?: string }).mode === 'c', {
        what: 'question of Neovim',
      });
      await neovim.press(`${words}<CR>`);
    },
    pick: async (answer) => void (await pick(answer)),
    undo: () => neovim.press('u'),
    typeAbove: (line) => neovim.press(`ggO${line}<Esc>`),
    goToLastLine: () => neovim.press('G'),
    line: () => neovim.line(),
    typeBehind: (line, text) => neovim.press(`<Esc>${line}GA${text}<Esc>`),
    cancel: () => neovim.press(':Codestral cancel<CR>'),
    async ask(question) {
      await neovim.press('<Esc>G');
      await neovim.press(`o${question}<Esc>`);
      await neovim.press(':Codestral send<CR>');
    },
    async selectAndOpen({ from, to }, file) {
      await neovim.press(`${from}GV${to}G<Esc>`);
      await neovim.press(`:edit ${file}<CR>`);
      await neovim.ready();
    },
    async visit(file) {
      await neovim.press(`<Esc>:edit ${file}<CR>`);
      await neovim.ready();
    },
    save: () => neovim.save(),
    async saveAll() {
      await neovim.call('nvim_command', 'silent wall');
    },
    async seeShown(text) {
      await waitFor(async () => ((await neovim.lua(textsOfWindows)) as string).includes(text), {
        what: `${JSON.stringify(text)} in a window`,
      });
    },
    async seeMessage(pattern) {
      await waitFor(async () => pattern.test(await neovim.messages()), { what: `message ${pattern}` });
    },
    async forgetMessages() {
      await neovim.call('nvim_command', 'messages clear');
    },
  };
}
