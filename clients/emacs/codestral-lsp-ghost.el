;;; codestral-lsp-ghost.el --- Completions as ghost text  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Asks for a completion after each change, shows it behind point in an
;; overlay, lets the user type through it, and puts it into the buffer when
;; the user accepts it or a part of it.

;;; Code:

(require 'codestral-lsp-sync)

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

(defface codestral-lsp-ghost '((t :inherit shadow))
  "Face of a completion that is not in the buffer yet."
  :group 'codestral-lsp)

(cl-defstruct codestral-lsp--item
  "A completion: TEXT for what is between START and END, two markers.
COMMAND is to be sent to the server when it is accepted."
  text start end command)

(defvar-local codestral-lsp--items nil
  "Completions for this place; empty when there is none.")
(defvar-local codestral-lsp--index 0
  "Which of the completions is shown.")
(defvar-local codestral-lsp--overlay nil
  "The overlay that shows a completion.
Non-nil only while one is shown, so it also switches the key map.")
(defvar-local codestral-lsp--timer nil
  "Timer of the request that is about to be sent.")
(defvar-local codestral-lsp--request nil
  "The running request's id, in a list, so that it has an identity.")
(defvar-local codestral-lsp--seen nil
  "Modification tick and point after the last command.")

;;;; Asking

(defun codestral-lsp--forget ()
  "Take the ghost text away and want no answer any more."
  (codestral-lsp--hide)
  (setq codestral-lsp--items nil)
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

(defun codestral-lsp--read-item (item)
  "Turn ITEM of the protocol into a `codestral-lsp--item'."
  (let* ((range (plist-get item :range))
         (start (if range (codestral-lsp--point (plist-get range :start)) (point)))
         (end (if range (codestral-lsp--point (plist-get range :end)) (point))))
    (make-codestral-lsp--item
     :text (plist-get item :insertText)
     :start (copy-marker start)
     ;; Moves on with what is typed before it.
     :end (copy-marker end t)
     :command (plist-get item :command))))

;;;; Showing

(defun codestral-lsp--item ()
  "Give the completion that is, or could be, shown."
  (nth codestral-lsp--index codestral-lsp--items))

(defun codestral-lsp--rest (item)
  "Give the part of ITEM that would come after point.
It is nil when what stands before point is not the beginning of ITEM."
  (let ((start (codestral-lsp--item-start item))
        (text (codestral-lsp--item-text item)))
    (when (<= start (point) (codestral-lsp--item-end item))
      (let ((present (buffer-substring-no-properties start (point))))
        (when (and (string-prefix-p present text)
                   (> (length text) (length present)))
          (substring text (length present)))))))

(defun codestral-lsp--hide ()
  "Take the ghost text away."
  (when codestral-lsp--overlay
    (delete-overlay codestral-lsp--overlay)
    (setq codestral-lsp--overlay nil)))

(defun codestral-lsp--show ()
  "Show the current completion as far as it is not in the buffer yet.
Give nil when there is nothing to show."
  (codestral-lsp--hide)
  (when-let* ((item (codestral-lsp--item))
              (rest (codestral-lsp--rest item)))
    (let ((ghost (propertize rest 'face 'codestral-lsp-ghost))
          (end (marker-position (codestral-lsp--item-end item))))
      ;; Else the cursor would stand behind the ghost text.
      (put-text-property 0 1 'cursor t ghost)
      (setq codestral-lsp--overlay (make-overlay (point) end nil t t))
      (overlay-put codestral-lsp--overlay 'priority 200)
      ;; Text behind point that the completion replaces is covered by it.
      (overlay-put codestral-lsp--overlay
                   (if (= (point) end) 'after-string 'display)
                   ghost))))

(defun codestral-lsp-ghost-text ()
  "Give the ghost text that is shown in this buffer, or nil."
  (when codestral-lsp--overlay
    (substring-no-properties
     (or (overlay-get codestral-lsp--overlay 'after-string)
         (overlay-get codestral-lsp--overlay 'display)))))

;;;; Accepting

(defun codestral-lsp-accept ()
  "Put the whole completion into the buffer."
  (interactive)
  (when-let* ((item (and codestral-lsp--overlay (codestral-lsp--item))))
    (codestral-lsp--forget)
    (undo-boundary)
    (goto-char (codestral-lsp--item-end item))
    (insert (codestral-lsp--item-text item))
    (let ((after (point)))
      (delete-region (codestral-lsp--item-start item)
                     (- after (length (codestral-lsp--item-text item)))))
    (codestral-lsp--flush)
    (when-let* ((command (codestral-lsp--item-command item)))
      (codestral-lsp--execute command))))

(defun codestral-lsp--execute (command)
  "Let the server execute COMMAND, one that it gave us."
  (jsonrpc-async-request
   codestral-lsp--connection :workspace/executeCommand
   (list :command (plist-get command :command)
         :arguments (or (plist-get command :arguments) []))
   :success-fn #'ignore
   :error-fn (lambda (failure)
               (message "[codestral] %s" (plist-get failure :message)))))

(defun codestral-lsp--accept-part (pattern)
  "Insert the beginning of the completion that matches PATTERN."
  (when-let* ((rest (codestral-lsp-ghost-text)))
    (string-match pattern rest)
    (let ((part (match-string 0 rest)))
      (if (or (equal part rest) (equal part ""))
          (codestral-lsp-accept)
        (undo-boundary)
        (insert part)
        (codestral-lsp--show)))))

(defun codestral-lsp-accept-word ()
  "Put the next word of the completion into the buffer."
  (interactive)
  (codestral-lsp--accept-part "\\`[ \t\n]*\\(?:[[:alnum:]_]+\\|[^ \t\n]\\)"))

(defun codestral-lsp-accept-line ()
  "Put the completion up to the end of its next line into the buffer."
  (interactive)
  (codestral-lsp--accept-part "\\`\n*[^\n]*"))

(defun codestral-lsp-next (&optional count)
  "Show the next completion, or with prefix COUNT the one so many further."
  (interactive "p")
  (when codestral-lsp--items
    (setq codestral-lsp--index
          (mod (+ codestral-lsp--index (or count 1))
               (length codestral-lsp--items)))
    (codestral-lsp--show)))

(defun codestral-lsp-previous (&optional count)
  "Show the previous completion, or with prefix COUNT one so many before."
  (interactive "p")
  (codestral-lsp-next (- (or count 1))))

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

;;;; Watching the user

(defun codestral-lsp--after-command ()
  "Follow what the last command did to the text and to point."
  (let ((seen codestral-lsp--seen)
        (now (codestral-lsp--state)))
    (setq codestral-lsp--seen now)
    (cond
     ((or (null seen) (equal seen now)) nil)
     ((memq this-command '( codestral-lsp-accept-word codestral-lsp-accept-line
                            codestral-lsp-next codestral-lsp-previous
                            codestral-lsp-complete))
      nil)
     ((= (car seen) (car now)) (codestral-lsp--forget))
     ;; Typing as suggested: the rest of the completion still holds.
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

(provide 'codestral-lsp-ghost)
;;; codestral-lsp-ghost.el ends here
