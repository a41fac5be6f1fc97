;;; codestral-lsp-ghost.el --- Completions as ghost text  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Shows a completion behind point in an overlay, and puts it or a part of it
;; into the buffer when the user accepts it.

;;; Code:

(require 'codestral-lsp-sync)

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
;;;; Completions

(defun codestral-lsp--drop ()
  "Take the ghost text away and forget its completions."
  (codestral-lsp--hide)
  (setq codestral-lsp--items nil))

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
    (codestral-lsp--drop)
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
               (message "codestral-lsp: %s" (plist-get failure :message)))))

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

(provide 'codestral-lsp-ghost)
;;; codestral-lsp-ghost.el ends here
