;;; codestral-lsp-connection.el --- The connection to codestral-lsp  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; One server process per project, spoken to over jsonrpc.el.  Eglot is not
;; involved: it runs one server per buffer, which is the language's own.

;;; Code:

(require 'cl-lib)
(require 'eieio)
(require 'jsonrpc)
(require 'project)
(require 'url-util)

(defgroup codestral-lsp nil
  "AI completions from codestral-lsp, beside your language server."
  :group 'completion
  :prefix "codestral-lsp-")

(defcustom codestral-lsp-command '("codestral-lsp" "--stdio")
  "Program and arguments that start the server."
  :type '(repeat string))

(defcustom codestral-lsp-settings nil
  "Settings for the server: a plist shaped like its settings file.
For example (:completion (:multiline \"never\")).  Call
`codestral-lsp-restart' or `codestral-lsp-send-settings' after changing it."
  :type 'plist)

(defclass codestral-lsp-connection (jsonrpc-process-connection)
  ((root :initarg :root :documentation "The project's folder.")
   (started-at :initform (float-time) :documentation "When it was started.")
   (ready :initform nil :documentation "Non-nil once initialized.")
   (closing :initform nil :documentation "Non-nil once we asked it to end.")
   (last-id :initform nil :documentation "Id of the request sent last.")
   (status :initform nil :documentation "What it is doing, or nil.")
   (said :initform nil :documentation "What it says about itself, or nil."))
  "A running server.")

(defvar codestral-lsp--connections (make-hash-table :test #'equal)
  "Running servers by their project's folder.")

(defvar codestral-lsp-ready-functions nil
  "Functions called with a connection once it is initialized.")

(defvar codestral-lsp-request-handlers nil
  "Alist from a method that the server may request to a function.
It is called with the connection and the params; its value is the answer.")

(cl-defmethod jsonrpc-connection-send :before
  ((connection codestral-lsp-connection) &key id method &allow-other-keys)
  "Remember the ID of each request, that is when there is a METHOD too.
`jsonrpc-async-request' on CONNECTION does not return it, and without
it a request could not be cancelled."
  (when (and id method)
    (oset connection last-id id)))

(defun codestral-lsp--path-to-uri (path)
  "Give the file URI of PATH."
  (concat "file://"
          (url-hexify-string (expand-file-name path) url-path-allowed-chars)))

(defun codestral-lsp--uri-to-path (uri)
  "Give the file name in URI, a file URI."
  (url-unhex-string (string-remove-prefix "file://" uri) t))

(defvar codestral-lsp--root nil
  "The folder whose server is to be used, where that is not the file's own.")

(defun codestral-lsp--root ()
  "Give the folder that one server serves: the project's, or the file's."
  (or codestral-lsp--root
      (let ((project (project-current)))
        (expand-file-name
         (if project (project-root project) default-directory)))))

(defun codestral-lsp--connect (root)
  "Give the server for the folder ROOT; start it when it is not running."
  (let ((connection (gethash root codestral-lsp--connections)))
    (if (and connection (jsonrpc-running-p connection))
        connection
      (codestral-lsp--start root))))

(defun codestral-lsp--start (root)
  "Start the server for the folder ROOT and initialize it."
  (unless (executable-find (car codestral-lsp-command))
    (user-error "There is no program %s: install it with npm install -g codestral-lsp, or set codestral-lsp-command"
                (car codestral-lsp-command)))
  (let* ((default-directory root)
         (connection
          (apply #'make-instance 'codestral-lsp-connection
                 :name "codestral-lsp"
                 :root root
                 :process #'codestral-lsp--make-process
                 :notification-dispatcher #'codestral-lsp--on-notification
                 :request-dispatcher #'codestral-lsp--on-request
                 :on-shutdown #'codestral-lsp--on-shutdown
                 ;; A log of every keystroke would cost more than it tells.
                 (if (< emacs-major-version 30)
                     '(:events-buffer-scrollback-size 0)
                   '(:events-buffer-config (:size 0))))))
    (puthash root connection codestral-lsp--connections)
    (jsonrpc-async-request
     connection :initialize (codestral-lsp--initialize-params root)
     :timeout 30
     :success-fn (lambda (_result)
                   (jsonrpc-notify connection :initialized (make-hash-table))
                   (oset connection ready t)
                   (run-hook-with-args 'codestral-lsp-ready-functions connection))
     :error-fn (lambda (failure)
                 (message "codestral-lsp: %s" (plist-get failure :message))))
    connection))

(defun codestral-lsp--make-process ()
  "Start the server's process."
  (make-process :name "codestral-lsp"
                :command codestral-lsp-command
                :connection-type 'pipe
                :coding 'utf-8-emacs-unix
                :noquery t
                :stderr (get-buffer-create " *codestral-lsp stderr*")))

(defun codestral-lsp--initialize-params (root)
  "Give what we tell a server about ourselves and the folder ROOT."
  (let ((uri (codestral-lsp--path-to-uri root)))
    (list
     :processId (emacs-pid)
     :clientInfo (list :name "codestral-emacs" :version emacs-version)
     :rootUri uri
     :workspaceFolders
     (vector (list :uri uri :name (file-name-nondirectory (directory-file-name root))))
     :initializationOptions (or codestral-lsp-settings (make-hash-table))
     :capabilities
     '( :general (:positionEncodings ["utf-16"])
        :workspace ( :configuration t
                     :didChangeConfiguration (:dynamicRegistration :json-false)
                     :applyEdit t
                     :workspaceEdit (:documentChanges t :resourceOperations ["create"])
                     :workspaceFolders t
                     :executeCommand (:dynamicRegistration :json-false))
        :window ( :workDoneProgress t
                  :showDocument (:support t)
                  :showMessage
                  (:messageActionItem (:additionalPropertiesSupport :json-false)))
        :textDocument ( :synchronization (:dynamicRegistration :json-false :didSave t)
                        :codeAction (:codeActionLiteralSupport
                                     (:codeActionKind (:valueSet [""])))
                        :inlineCompletion (:dynamicRegistration :json-false))
        :experimental (:codestralInstruction t :codestralGroupsUndo t)))))

(defun codestral-lsp--ready-p (connection)
  "Tell whether CONNECTION is there to be spoken to."
  (and connection (oref connection ready) (jsonrpc-running-p connection)))

(defun codestral-lsp--on-shutdown (connection)
  "Forget CONNECTION, whose process has ended."
  (let ((root (oref connection root)))
    (when (eq connection (gethash root codestral-lsp--connections))
      (remhash root codestral-lsp--connections)))
  (unless (oref connection closing)
    (message "codestral-lsp: The server has ended; it starts again with your next edit")))

(defun codestral-lsp--on-notification (connection method params)
  "Treat a notification of CONNECTION: METHOD with PARAMS."
  (pcase method
    ('window/showMessage
     ;; The server names itself in its messages.
     (message "%s" (plist-get params :message)))
    ('$/progress
     (let ((value (plist-get params :value)))
       (oset connection status
             (unless (equal (plist-get value :kind) "end")
               (or (plist-get value :message) (plist-get value :title)
                   (oref connection status))))
       (force-mode-line-update t)))
    ('codestral-lsp/status
     (let ((text (plist-get params :text)))
       (oset connection said (unless (equal text "idle") text)))
     (force-mode-line-update t))))

(defun codestral-lsp--on-request (connection method params)
  "Answer a request of CONNECTION: METHOD with PARAMS."
  (pcase method
    ('workspace/configuration
     (cl-map 'vector #'codestral-lsp--setting (plist-get params :items)))
    ('window/showMessageRequest (codestral-lsp--ask params))
    ((or 'window/workDoneProgress/create
         'client/registerCapability
         'client/unregisterCapability)
     nil)
    (_ (let ((handler (alist-get method codestral-lsp-request-handlers)))
         (if handler
             (funcall handler connection params)
           (jsonrpc-error :code -32601 :message (format "No method %s here" method)))))))

(defun codestral-lsp--setting (item)
  "Give the settings that the configuration ITEM asks for."
  (let ((path (split-string (or (plist-get item :section) "") "\\." t))
        (value (list :codestral codestral-lsp-settings)))
    (dolist (key path value)
      (setq value (plist-get value (intern (concat ":" key)))))))

(defun codestral-lsp--ask (params)
  "Let the user choose one of the actions in PARAMS; nil when he does not."
  (let ((text (plist-get params :message))
        (titles (mapcar (lambda (action) (plist-get action :title))
                        (plist-get params :actions))))
    (if (null titles)
        (progn (message "%s" text) nil)
      (let ((choice (with-demoted-errors "%S"
                      (completing-read (concat text " ") titles nil t))))
        (and (member choice titles) (list :title choice))))))

(defun codestral-lsp--cancel (connection id)
  "Tell CONNECTION that the answer to its request ID is not wanted any more."
  (when (codestral-lsp--ready-p connection)
    (jsonrpc-notify connection :$/cancelRequest (list :id id))))

(defun codestral-lsp-send-settings ()
  "Send `codestral-lsp-settings' to all running servers."
  (interactive)
  (dolist (connection (hash-table-values codestral-lsp--connections))
    (when (codestral-lsp--ready-p connection)
      (jsonrpc-notify connection :workspace/didChangeConfiguration
                      (list :settings
                            (list :codestral (or codestral-lsp-settings
                                                 (make-hash-table))))))))

(defun codestral-lsp-shutdown ()
  "End all servers, in the way the protocol asks for."
  (interactive)
  (dolist (connection (hash-table-values codestral-lsp--connections))
    (oset connection closing t)
    (ignore-errors
      (jsonrpc-request connection :shutdown nil :timeout 0.5)
      (jsonrpc-notify connection :exit nil))))

;; Emacs itself would only send SIGHUP.
(add-hook 'kill-emacs-hook #'codestral-lsp-shutdown)

(provide 'codestral-lsp-connection)
;;; codestral-lsp-connection.el ends here
