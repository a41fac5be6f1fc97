;;; codestral-lsp-sync.el --- Buffers that codestral-lsp knows  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Tells the server what is opened, changed, saved and closed.  Columns are
;; UTF-16 code units, as every language server understands them; the two
;; functions that know this are `codestral-lsp--position' and
;; `codestral-lsp--point'.

;;; Code:

(require 'codestral-lsp-connection)

(defcustom codestral-lsp-language-ids
  '((js-mode . "javascript")
    (js-jsx-mode . "javascriptreact")
    (tsx-ts-mode . "typescriptreact")
    (c++-mode . "cpp")
    (c++-ts-mode . "cpp")
    (emacs-lisp-mode . "emacs-lisp")
    (lisp-interaction-mode . "emacs-lisp")
    (sh-mode . "shellscript")
    (bash-ts-mode . "shellscript")
    (mhtml-mode . "html")
    (gfm-mode . "markdown"))
  "Language ids by major mode.
Elsewhere the id is the mode's name without \"-ts-mode\" or \"-mode\"."
  :type '(alist :key-type symbol :value-type string)
  :group 'codestral-lsp)

(defcustom codestral-lsp-restart-interval 5
  "A server that ended within so many seconds is not started again by itself.
Then \\[codestral-lsp-restart] does it."
  :type 'number
  :group 'codestral-lsp)

(defvar-local codestral-lsp--connection nil
  "The server of this buffer, also when it has ended.")
(defvar-local codestral-lsp--uri nil
  "The name under which the server knows this buffer.")
(defvar-local codestral-lsp--version 0
  "Number of the text that the server has.")
(defvar-local codestral-lsp--changes nil
  "Changes that the server does not know yet, newest first.
Or the symbol `all' when it must get the whole text.")
(defvar-local codestral-lsp--before nil
  "Positions of the change that is about to happen.")
(defvar-local codestral-lsp--flush-timer nil
  "Timer that sends the changes when no request does so before.")

;;;; Positions

(defun codestral-lsp--position (&optional point)
  "Give the protocol's position of POINT, by default of point."
  (save-restriction
    (widen)
    (save-excursion
      (when point (goto-char point))
      (list :line (1- (line-number-at-pos nil t))
            :character (/ (length (encode-coding-region
                                   (pos-bol) (point) 'utf-16le t))
                          2)))))

(defun codestral-lsp--point (position)
  "Give the buffer position of POSITION, one of the protocol's.
A column behind the end of its line means the end of the line."
  (save-restriction
    (widen)
    (save-excursion
      (goto-char (point-min))
      (forward-line (plist-get position :line))
      (let ((units (plist-get position :character)))
        (while (and (> units 0) (not (eolp)))
          (cl-decf units (if (> (char-after) #xffff) 2 1))
          (forward-char)))
      (point))))

;;;; What the server is told

(defun codestral-lsp--language-id ()
  "Give the protocol's name of this buffer's language."
  (or (alist-get major-mode codestral-lsp-language-ids)
      ;; Chats are Markdown, for which Emacs has no mode of its own.
      (and (eq major-mode 'fundamental-mode)
           (string-suffix-p ".md" (or buffer-file-name ""))
           "markdown")
      (replace-regexp-in-string "\\(-ts\\)?-mode\\'" ""
                                (symbol-name major-mode))))

(defun codestral-lsp--text ()
  "Give the buffer's whole text."
  (save-restriction
    (widen)
    (buffer-substring-no-properties (point-min) (point-max))))

(defun codestral-lsp--live ()
  "Give this buffer's connection if it is there to be spoken to."
  (and (codestral-lsp--ready-p codestral-lsp--connection)
       codestral-lsp--connection))

(defun codestral-lsp--open ()
  "Tell the server this buffer's text."
  (setq codestral-lsp--uri (codestral-lsp--path-to-uri buffer-file-name)
        codestral-lsp--version 0
        codestral-lsp--changes nil)
  (jsonrpc-notify
   codestral-lsp--connection :textDocument/didOpen
   (list :textDocument (list :uri codestral-lsp--uri
                             :languageId (codestral-lsp--language-id)
                             :version codestral-lsp--version
                             :text (codestral-lsp--text)))))

(defun codestral-lsp--close ()
  "Tell the server that this buffer is closed."
  (when (and codestral-lsp--uri (codestral-lsp--live))
    (jsonrpc-notify codestral-lsp--connection :textDocument/didClose
                    (list :textDocument (list :uri codestral-lsp--uri))))
  (setq codestral-lsp--uri nil))

(defun codestral-lsp--saved ()
  "Tell the server that this buffer was saved."
  (when (codestral-lsp--live)
    (codestral-lsp--flush)
    (jsonrpc-notify codestral-lsp--connection :textDocument/didSave
                    (list :textDocument (list :uri codestral-lsp--uri)))))

(defun codestral-lsp--flush ()
  "Tell the server what has changed since it was told last."
  (when (timerp codestral-lsp--flush-timer)
    (cancel-timer codestral-lsp--flush-timer)
    (setq codestral-lsp--flush-timer nil))
  (when (and codestral-lsp--changes codestral-lsp--uri (codestral-lsp--live))
    (jsonrpc-notify
     codestral-lsp--connection :textDocument/didChange
     (list :textDocument (list :uri codestral-lsp--uri
                               :version (cl-incf codestral-lsp--version))
           :contentChanges
           (if (eq codestral-lsp--changes 'all)
               (vector (list :text (codestral-lsp--text)))
             (vconcat (reverse codestral-lsp--changes)))))
    (setq codestral-lsp--changes nil)))

;;;; Changes

(defun codestral-lsp--before-change (begin end)
  "Note where the change between BEGIN and END is about to happen."
  (when codestral-lsp--uri
    (setq codestral-lsp--before
          (list begin end (codestral-lsp--position begin)
                (codestral-lsp--position end)))))

(defun codestral-lsp--after-change (begin end length)
  "Note the change that put BEGIN to END in the place of LENGTH characters."
  (when codestral-lsp--uri
    (pcase codestral-lsp--before
      ((and `(,before-begin ,before-end ,from ,to)
            (guard (and (= before-begin begin)
                        (= (- before-end before-begin) length)
                        (listp codestral-lsp--changes))))
       (push (list :range (list :start from :end to)
                   :text (buffer-substring-no-properties begin end))
             codestral-lsp--changes))
      ;; Emacs allows the two hooks to disagree; then only the text is sure.
      (_ (setq codestral-lsp--changes 'all)))
    (setq codestral-lsp--before nil)
    (codestral-lsp--flush-later)))

(defun codestral-lsp--flush-later ()
  "Send what has changed when Emacs is idle, unless a request did so before."
  (unless codestral-lsp--flush-timer
    (let ((buffer (current-buffer)))
      (setq codestral-lsp--flush-timer
            (run-with-idle-timer
             0.5 nil
             (lambda ()
               (when (buffer-live-p buffer)
                 (with-current-buffer buffer
                   (setq codestral-lsp--flush-timer nil)
                   (codestral-lsp--flush)))))))))

(defun codestral-lsp--reverted ()
  "Send the whole text: reverting may bypass the change hooks."
  (setq codestral-lsp--changes 'all)
  (codestral-lsp--flush))

(defun codestral-lsp--renamed ()
  "Tell the server that the buffer visits another file now."
  (codestral-lsp--close)
  (when (and buffer-file-name (codestral-lsp--live))
    (codestral-lsp--open)))

(defvar codestral-lsp--sync-hooks
  '((before-change-functions . codestral-lsp--before-change)
    (after-change-functions . codestral-lsp--after-change)
    (after-save-hook . codestral-lsp--saved)
    (after-revert-hook . codestral-lsp--reverted)
    (after-set-visited-file-name-hook . codestral-lsp--renamed)
    (kill-buffer-hook . codestral-lsp--close))
  "Buffer-local hooks that keep the server's copy true.")

(defun codestral-lsp--sync-start (connection)
  "Keep CONNECTION informed about this buffer from now on."
  (setq codestral-lsp--connection connection)
  (when (codestral-lsp--live)
    (codestral-lsp--open))
  (pcase-dolist (`(,hook . ,function) codestral-lsp--sync-hooks)
    (add-hook hook function nil t)))

(defun codestral-lsp--sync-stop ()
  "Inform the server no longer."
  (pcase-dolist (`(,hook . ,function) codestral-lsp--sync-hooks)
    (remove-hook hook function t))
  (codestral-lsp--flush)
  (codestral-lsp--close)
  (setq codestral-lsp--connection nil))

(defun codestral-lsp--reconnect ()
  "Start the server again if this buffer's has ended.
One that lived shorter than `codestral-lsp-restart-interval' is left
alone: it would end again."
  (let ((connection codestral-lsp--connection))
    (when (and connection
               (not (jsonrpc-running-p connection))
               (>= (- (float-time) (oref connection started-at))
                   codestral-lsp-restart-interval))
      (setq codestral-lsp--uri nil
            codestral-lsp--connection
            (codestral-lsp--connect (oref connection root)))
      (when (codestral-lsp--live)
        (codestral-lsp--open)))))

(defun codestral-lsp--open-all (connection)
  "Tell CONNECTION, which just became ready, all its buffers."
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when (and (eq codestral-lsp--connection connection) (not codestral-lsp--uri))
        (codestral-lsp--open)))))

(add-hook 'codestral-lsp-ready-functions #'codestral-lsp--open-all)

(provide 'codestral-lsp-sync)
;;; codestral-lsp-sync.el ends here
