;;; codestral-lsp.el --- AI completions beside your language server  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT
;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: convenience, languages
;; URL: https://github.com/codestral-lsp/codestral-lsp

;;; Commentary:

;; Shows what codestral-lsp proposes to write next as ghost text behind
;; point.  Eglot or lsp-mode, if you use one, goes on serving the buffer: this
;; mode has a connection of its own.
;;
;;   (require 'codestral-lsp)
;;   (global-codestral-lsp-mode)
;;
;; While ghost text is shown: TAB accepts it, M-f its next word, C-e its next
;; line, M-] shows another one, C-g takes it away; typing what it says keeps
;; it.  The program itself comes with `npm install -g codestral-lsp'.

;;; Code:

(require 'codestral-lsp-chat)
(require 'codestral-lsp-ask)

(defcustom codestral-lsp-modes '(prog-mode text-mode conf-mode)
  "Major modes in which `global-codestral-lsp-mode' works.
Modes derived from them are meant too."
  :type '(repeat function)
  :group 'codestral-lsp)

(defun codestral-lsp--lighter ()
  "Give the text for the mode line."
  (let ((connection codestral-lsp--connection))
    (cond
     ((null connection) "")
     ((not (jsonrpc-running-p connection)) " Codestral:ended")
     ((oref connection status) (format " Codestral:%s" (oref connection status)))
     (codestral-lsp--request " Codestral…")
     ((oref connection said) (format " Codestral[%s]" (oref connection said)))
     (t " Codestral"))))

;;;###autoload
(define-minor-mode codestral-lsp-mode
  "Show AI completions as ghost text."
  :lighter (:eval (codestral-lsp--lighter))
  :group 'codestral-lsp
  (if (not codestral-lsp-mode)
      (progn
        (codestral-lsp--ghost-stop)
        (codestral-lsp--sync-stop)
        (remove-hook 'change-major-mode-hook #'codestral-lsp--turn-off t))
    (let ((refusal (codestral-lsp--refusal)))
      (when refusal
        (setq codestral-lsp-mode nil)
        (user-error "%s" refusal)))
    (codestral-lsp--sync-start (codestral-lsp--connect (codestral-lsp--root)))
    (codestral-lsp--ghost-start)
    (add-hook 'change-major-mode-hook #'codestral-lsp--turn-off nil t)))

(defun codestral-lsp--turn-off ()
  "Leave `codestral-lsp-mode', so that the server hears of the end."
  (codestral-lsp-mode -1))

(defun codestral-lsp--refusal ()
  "Say why this buffer can't have completions, or give nil."
  (cond
   ((null buffer-file-name) "This buffer visits no file")
   ((file-remote-p buffer-file-name) "This file is on another machine")
   ((not (executable-find (car codestral-lsp-command)))
    (format "There is no program %s: install it with `npm install -g codestral-lsp', or set `codestral-lsp-command'"
            (car codestral-lsp-command)))))

(defun codestral-lsp--turn-on ()
  "Turn on `codestral-lsp-mode' where it can work."
  (when (and (apply #'derived-mode-p codestral-lsp-modes)
             (not (minibufferp)))
    (let ((refusal (codestral-lsp--refusal)))
      (cond
       ((null refusal) (codestral-lsp-mode))
       ;; Buffers without a file are daily business, a missing program is not.
       ((and buffer-file-name (not (file-remote-p buffer-file-name)))
        (message "codestral-lsp: %s" refusal))))))

;;;###autoload
(define-globalized-minor-mode global-codestral-lsp-mode
  codestral-lsp-mode codestral-lsp--turn-on
  :group 'codestral-lsp)

(defun codestral-lsp-restart ()
  "Start the server of this buffer again."
  (interactive)
  (let ((buffers (seq-filter (lambda (buffer)
                               (buffer-local-value 'codestral-lsp-mode buffer))
                             (buffer-list))))
    (codestral-lsp-shutdown)
    (clrhash codestral-lsp--connections)
    (dolist (buffer buffers)
      (with-current-buffer buffer
        (setq codestral-lsp--uri nil)
        (codestral-lsp-mode)))))

;;;; The program itself

(defun codestral-lsp--run-program (name &rest words)
  "Show in a buffer NAME what the program prints when called with WORDS."
  (let ((buffer (get-buffer-create (format "*%s*" name))))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (apply #'call-process (car codestral-lsp-command) nil t nil words)
        (goto-char (point-min)))
      (special-mode))
    (display-buffer buffer)))

(defun codestral-lsp-doctor (&optional online)
  "Check key and settings; with prefix ONLINE, the network too."
  (interactive "P")
  (apply #'codestral-lsp--run-program "codestral-lsp doctor" "doctor"
         (and online '("--online"))))

(provide 'codestral-lsp)
;;; codestral-lsp.el ends here
