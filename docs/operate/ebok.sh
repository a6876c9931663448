#!/bin/sh
# /usr/local/bin/ebok, mode 0755: the program's commands with the settings and the user of the service, from anywhere.
export EBOK_SETTINGS_FILE=/etc/ebok/ebok.env
[ "$(id -un)" = ebok ] && exec /opt/ebok/bin/ebok "$@"
exec runuser -u ebok -- /opt/ebok/bin/ebok "$@"
