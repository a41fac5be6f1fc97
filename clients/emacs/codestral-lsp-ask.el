;;; codestral-lsp-ask.el --- When completions are asked for  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Watches what the user does, asks for a completion after each change, keeps
;; the ghost text while the user types what it says, and binds its keys.

;;; Code:

(require 'codestral-lsp-ghost)

(defcustom codestral-lsp-delay 0.1
  "Seconds without a change before a completion is asked for."
  :type 'number
  :group 'codestral-lsp)

(defcustom codestral-lsp-automatic t
  "Whether to ask for completions while typing.
When nil, ask with \\[codestral-lsp-complete]."
  :type 'boolean
  :group 'codestral-lsp)

(defcustom codestral-lsp-quiet-commands '(undo undo-only undo-redo)
  "Commands that change text but do not ask for a completion."
  :type '(repeat function)
  :group 'codestral-lsp)

(defvar-local codestral-lsp--timer nil
  "Timer of the request that is about to be sent.")
(defvar-local codestral-lsp--request nil
  "The running request's id, in a list, so that it has an identity.")
(defvar-local codestral-lsp--seen nil
  "Modification tick and point after the last command.")

;;;; Asking

(defun codestral-lsp--forget ()
  "Take the ghost text away and want no answer any more."
  (codestral-lsp--drop)
  (when (timerp codestral-lsp--timer)
    (cancel-timer codestral-lsp--timer))
  (when (car codestral-lsp--request)
    (codestral-lsp--cancel codestral-lsp--connection
                           (car codestral-lsp--request)))
  (setq codestral-lsp--timer nil
        codestral-lsp--request nil))

(defun codestral-lsp--ask-soon ()
  "Ask for a completion when typing pauses."
  (let ((buffer (current-buffer)))
    (setq codestral-lsp--timer
          (run-with-timer codestral-lsp-delay nil
                          (lambda ()
                            (when (buffer-live-p buffer)
                              (with-current-buffer buffer
                                (setq codestral-lsp--timer nil)
                                (codestral-lsp--ask-now 'automatic))))))))

(defun codestral-lsp--ask-now (trigger)
  "Ask for a completion at point; TRIGGER is `automatic' or `invoked'."
  (codestral-lsp--forget)
  (codestral-lsp--reconnect)
  (when (and codestral-lsp--uri (codestral-lsp--live))
    (codestral-lsp--flush)
    (let ((request (list nil))
          (buffer (current-buffer))
          (state (codestral-lsp--state)))
      (setq codestral-lsp--request request)
      (jsonrpc-async-request
       codestral-lsp--connection :textDocument/inlineCompletion
       (list :textDocument (list :uri codestral-lsp--uri)
             :position (codestral-lsp--position)
             :context (list :triggerKind (if (eq trigger 'invoked) 1 2)))
       :timeout 60
       :timeout-fn #'ignore
       :error-fn #'ignore
       :success-fn
       (lambda (result)
         (when (buffer-live-p buffer)
           (with-current-buffer buffer
             (when (eq codestral-lsp--request request)
               (setq codestral-lsp--request nil)
               (when (equal state (codestral-lsp--state))
                 (codestral-lsp--offer result)))))))
      (setcar request (oref codestral-lsp--connection last-id)))))

(defun codestral-lsp--state ()
  "Give what must be the same when the answer comes."
  (cons (buffer-chars-modified-tick) (point)))

(defun codestral-lsp--offer (result)
  "Show RESULT, the answer to a request."
  (setq codestral-lsp--index 0
        codestral-lsp--items
        (mapcar #'codestral-lsp--read-item
                (if (vectorp result) result (plist-get result :items))))
  (codestral-lsp--show))

;;;; Watching the user

(defun codestral-lsp--after-command ()
  "Follow what the last command did to the text and to point."
  (let ((seen codestral-lsp--seen)
        (now (codestral-lsp--state)))
    (setq codestral-lsp--seen now)
    (cond
     ((or (null seen) (equal seen now)) nil)
     ((= (car seen) (car now)) (codestral-lsp--forget))
     ;; Typing as suggested, or a part was accepted: the rest still holds.
     ((and codestral-lsp--items (codestral-lsp--show)) nil)
     (t (codestral-lsp--forget)
        (when (codestral-lsp--may-ask-p)
          (codestral-lsp--ask-soon))))))

(defun codestral-lsp--may-ask-p ()
  "Tell whether a completion is due after the last change."
  (and codestral-lsp-automatic
       codestral-lsp--connection
       (not buffer-read-only)
       (not (region-active-p))
       (not (memq this-command codestral-lsp-quiet-commands))
       ;; Evil's normal state changes text too, but nobody types there.
       (not (and (bound-and-true-p evil-local-mode)
                 (not (memq (bound-and-true-p evil-state) '(insert emacs)))))))

(defun codestral-lsp--ghost-start ()
  "Offer completions in this buffer."
  (setq codestral-lsp--seen (codestral-lsp--state))
  (add-hook 'post-command-hook #'codestral-lsp--after-command nil t))

(defun codestral-lsp--ghost-stop ()
  "Offer completions no longer."
  (remove-hook 'post-command-hook #'codestral-lsp--after-command t)
  (codestral-lsp--forget))

;;;; Commands and keys

(defun codestral-lsp-dismiss ()
  "Take the completion away."
  (interactive)
  (codestral-lsp--forget))

(defun codestral-lsp-complete ()
  "Ask for a completion at point now."
  (interactive)
  (codestral-lsp--ask-now 'invoked))

(defvar-keymap codestral-lsp-ghost-map
  :doc "Keys while a completion is shown."
  "TAB" #'codestral-lsp-accept
  "<tab>" #'codestral-lsp-accept
  "M-f" #'codestral-lsp-accept-word
  "C-e" #'codestral-lsp-accept-line
  "M-]" #'codestral-lsp-next
  "C-g" #'codestral-lsp-dismiss)

(defvar codestral-lsp--ghost-map-alist
  `((codestral-lsp--overlay . ,codestral-lsp-ghost-map))
  "The ghost text's keys, for `emulation-mode-map-alists'.")

(add-to-list 'emulation-mode-map-alists 'codestral-lsp--ghost-map-alist)

(provide 'codestral-lsp-ask)
;;; codestral-lsp-ask.el ends here
