;;; codestral-lsp-actions.el --- Code actions, edits and documents of codestral-lsp  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Lets the user choose what the server offers for a region, and does what the
;; server asks for in return: apply edits, show documents.

;;; Code:

(require 'codestral-lsp-ghost)
(require 'flymake)

;;;; Edits

(defvar-local codestral-lsp--last-edit nil
  "Cons of the task of the last edit and the text's number after it.")

(defun codestral-lsp--apply-edit (_connection params)
  "Apply the workspace edit in PARAMS; give the answer for the server."
  (condition-case failure
      (progn
        (codestral-lsp--apply-workspace-edit (plist-get params :edit)
                                             (plist-get params :codestralTask))
        (list :applied t))
    (error (list :applied :json-false
                 :failureReason (error-message-string failure)))))

(defun codestral-lsp--apply-workspace-edit (edit &optional task)
  "Apply EDIT, a workspace edit, to all its documents or to none.
All edits of TASK are one step for undo."
  (let ((work (append
               (mapcar #'codestral-lsp--document-change
                       (plist-get edit :documentChanges))
               (cl-loop for (uri edits) on (plist-get edit :changes) by #'cddr
                        collect (cons (codestral-lsp--buffer-of
                                       (string-remove-prefix ":" (symbol-name uri)))
                                      edits)))))
    (pcase-dolist (`(,buffer . ,edits) work)
      (with-current-buffer buffer
        (codestral-lsp--begin-undo-step task)
        (codestral-lsp--apply-text-edits edits)
        (codestral-lsp--end-undo-step task)
        (codestral-lsp--flush)))))

(defun codestral-lsp--document-change (change)
  "Give a cons of the buffer and the text edits of CHANGE.
Signal an error when the buffer's text is another than the server meant."
  (pcase (plist-get change :kind)
    ('nil (codestral-lsp--text-change change))
    ("create" (codestral-lsp--create-file change))
    (kind (error "Files are not changed in this way here: %s" kind))))

(defun codestral-lsp--text-change (change)
  "Give a cons of the buffer and the text edits of CHANGE."
  (let* ((document (plist-get change :textDocument))
         (version (plist-get document :version))
         (buffer (codestral-lsp--buffer-of (plist-get document :uri))))
    (with-current-buffer buffer
      (codestral-lsp--flush)
      (when (and version codestral-lsp--uri
                 (/= version codestral-lsp--version))
        (error "The text has changed meanwhile: %s" (buffer-name))))
    (cons buffer (plist-get change :edits))))

(defun codestral-lsp--create-file (change)
  "Create the file that CHANGE names; give its buffer without edits."
  (let ((path (codestral-lsp--uri-to-path (plist-get change :uri)))
        (options (plist-get change :options)))
    (when (and (file-exists-p path)
               (not (eq (plist-get options :ignoreIfExists) t)))
      (error "The file exists: %s" path))
    (make-directory (file-name-directory path) t)
    (cons (find-file-noselect path) nil)))

(defun codestral-lsp--buffer-of (uri)
  "Give the buffer that visits the file URI."
  (find-file-noselect (codestral-lsp--uri-to-path uri)))

(defun codestral-lsp--apply-text-edits (edits)
  "Apply EDITS to the current buffer."
  (let ((places (mapcar
                 (lambda (edit)
                   (let ((range (plist-get edit :range)))
                     (list (copy-marker (codestral-lsp--point
                                         (plist-get range :start)))
                           (copy-marker (codestral-lsp--point
                                         (plist-get range :end)))
                           (plist-get edit :newText))))
                 edits)))
    (atomic-change-group
      (save-excursion
        (save-restriction
          (widen)
          ;; From the end, so that earlier places stay where they are.
          (pcase-dolist (`(,start ,end ,text) (nreverse places))
            (goto-char start)
            (delete-region start end)
            (insert text)
            (set-marker start nil)
            (set-marker end nil)))))))

(defun codestral-lsp--begin-undo-step (task)
  "Begin a step for undo, or go on with the last one if it is TASK's.
Whatever else has changed the text since then ends that step."
  (if (and task
           (equal codestral-lsp--last-edit
                  (cons task (buffer-chars-modified-tick)))
           (consp buffer-undo-list)
           (null (car buffer-undo-list)))
      (pop buffer-undo-list)
    (undo-boundary)))

(defun codestral-lsp--end-undo-step (task)
  "End the step for undo, after an edit of TASK.
Without this, what the user types next might become a part of it."
  (undo-boundary)
  (setq codestral-lsp--last-edit (cons task (buffer-chars-modified-tick))))

;;;; Documents

(defun codestral-lsp--show-document (connection params)
  "Show the document that PARAMS name; give the answer for CONNECTION."
  (let ((uri (plist-get params :uri)))
    (if (eq (plist-get params :external) t)
        (browse-url uri)
      (let* ((buffer (codestral-lsp--buffer-of uri))
             (window (if (eq (plist-get params :takeFocus) :json-false)
                         (display-buffer buffer)
                       (pop-to-buffer buffer)
                       (selected-window)))
             (selection (plist-get params :selection)))
        (codestral-lsp--join buffer connection)
        (when (and selection window)
          (with-current-buffer buffer
            (set-window-point window (codestral-lsp--point
                                      (plist-get selection :start)))))))
    (list :success t)))

(declare-function codestral-lsp-mode "codestral-lsp")

(defun codestral-lsp--join (buffer connection)
  "Let CONNECTION know BUFFER, wherever its file lies."
  (with-current-buffer buffer
    (unless (bound-and-true-p codestral-lsp-mode)
      (let ((codestral-lsp--root (oref connection root)))
        (codestral-lsp-mode)))))

(setf (alist-get 'workspace/applyEdit codestral-lsp-request-handlers)
      #'codestral-lsp--apply-edit
      (alist-get 'window/showDocument codestral-lsp-request-handlers)
      #'codestral-lsp--show-document)

;;;; Actions

(defun codestral-lsp--range (begin end)
  "Give the protocol's range from BEGIN to END."
  (list :start (codestral-lsp--position begin) :end (codestral-lsp--position end)))

(defun codestral-lsp--diagnostics (begin end)
  "Give Flymake's diagnostics between BEGIN and END, as the protocol has them."
  (cl-map 'vector
          (lambda (diagnostic)
            (list :range (codestral-lsp--range (flymake-diagnostic-beg diagnostic)
                                               (flymake-diagnostic-end diagnostic))
                  :message (flymake-diagnostic-text diagnostic)))
          (flymake-diagnostics begin end)))

(defun codestral-lsp-actions (begin end)
  "Choose an action for the region from BEGIN to END, or for point.
At point, the server looks for the block around it."
  (interactive
   (if (use-region-p)
       (list (region-beginning) (region-end))
     (list (point) (point))))
  (unless (codestral-lsp--live)
    (user-error "The server does not run for this buffer"))
  (codestral-lsp--flush)
  (let* ((actions (append
                   (jsonrpc-request
                    codestral-lsp--connection :textDocument/codeAction
                    (list :textDocument (list :uri codestral-lsp--uri)
                          :range (codestral-lsp--range begin end)
                          :context (list :diagnostics
                                         (codestral-lsp--diagnostics
                                          (save-excursion (goto-char begin) (pos-bol))
                                          (save-excursion (goto-char end) (pos-eol)))
                                         :triggerKind 1)))
                   nil))
         (titles (mapcar (lambda (action) (plist-get action :title)) actions)))
    (unless actions
      (user-error "There is no action for this place"))
    (let ((title (completing-read "Action: " titles nil t)))
      ;; In an active region, undo would only take back what is in it.
      (deactivate-mark)
      (codestral-lsp--perform
       (seq-find (lambda (action) (equal (plist-get action :title) title))
                 actions)))))

(defun codestral-lsp--perform (action)
  "Carry out ACTION, a code action or a bare command."
  (let ((edit (plist-get action :edit))
        (command (plist-get action :command)))
    (when edit
      (codestral-lsp--apply-workspace-edit edit))
    (cond
     ((stringp command)
      (codestral-lsp--execute (codestral-lsp--with-instruction action)))
     (command
      (codestral-lsp--execute (codestral-lsp--with-instruction command))))))

(defun codestral-lsp--with-instruction (command)
  "Give COMMAND, with words of the user where it needs some."
  (let ((argument (seq-first (plist-get command :arguments))))
    (if (not (eq (plist-get argument :needsInstruction) t))
        command
      (let ((words (read-string (concat (plist-get command :title) ": "))))
        (when (string-blank-p words)
          (user-error "Without an instruction there is nothing to do"))
        (list :title (plist-get command :title)
              :command (plist-get command :command)
              :arguments (vector (append (list :instruction words)
                                         argument)))))))

(provide 'codestral-lsp-actions)
;;; codestral-lsp-actions.el ends here
