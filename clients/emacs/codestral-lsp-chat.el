;;; codestral-lsp-chat.el --- Edits in words and chats of codestral-lsp  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The commands that tell the server in words what to do: edit, chat, send.

;;; Code:

(require 'codestral-lsp-actions)

(defun codestral-lsp--command (name argument)
  "Let the server run its command NAME with ARGUMENT, a property list.
The uri of the current buffer is added to it."
  (unless (codestral-lsp--live)
    (user-error "The server does not run for this buffer"))
  (codestral-lsp--flush)
  (codestral-lsp--execute
   (list :command name
         :arguments (vector (append argument (list :uri codestral-lsp--uri))))))

(defun codestral-lsp--region-range ()
  "Give the protocol's range of the region, or nil."
  (when (use-region-p)
    (codestral-lsp--range (region-beginning) (region-end))))

(defun codestral-lsp-edit (instruction)
  "Change the region, or the line, by INSTRUCTION."
  (interactive "sChange it how? ")
  (let ((range (or (codestral-lsp--region-range)
                   (codestral-lsp--range (pos-bol) (pos-eol)))))
    (deactivate-mark)
    (codestral-lsp--command
     "codestral.edit"
     (list :action "rewrite" :instruction instruction :range range))))

(defun codestral-lsp-chat (question)
  "Ask QUESTION in a new chat, about the region if it is active."
  (interactive "sAsk: ")
  (let ((range (codestral-lsp--region-range)))
    (codestral-lsp--command "codestral.newChat"
                            (append (list :instruction question)
                                    (and range (list :range range))))))

(defun codestral-lsp-send ()
  "Send the last question of the chat in this buffer."
  (interactive)
  (let ((selection (codestral-lsp--other-region)))
    (codestral-lsp--command "codestral.chat"
                            (and selection (list :selection selection)))))

(defun codestral-lsp--other-region ()
  "Give the active region of another buffer, the last one used, or nil.
It is what `@selection' stands for in a chat."
  (cl-loop for buffer in (remq (current-buffer) (buffer-list))
           thereis (with-current-buffer buffer
                     (when (and (bound-and-true-p codestral-lsp--uri)
                                (region-active-p))
                       (codestral-lsp--flush)
                       (list :uri codestral-lsp--uri
                             :range (codestral-lsp--range
                                     (region-beginning) (region-end)))))))

(defun codestral-lsp-stop ()
  "Stop edits and answers that are under way."
  (interactive)
  (codestral-lsp--command "codestral.cancel" nil))

(defun codestral-lsp-usage ()
  "Tell what was used and what it cost."
  (interactive)
  (codestral-lsp--command "codestral.showUsage" nil))

(defun codestral-lsp-forget ()
  "Forget what was learned about when to offer completions."
  (interactive)
  (codestral-lsp--command "codestral.forget" nil))

(provide 'codestral-lsp-chat)
;;; codestral-lsp-chat.el ends here
