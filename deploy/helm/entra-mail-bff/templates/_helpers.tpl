{{- define "bff.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "bff.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "bff.labels" -}}
{{ include "bff.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "bff.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "bff.name" .) -}}
{{- end -}}

{{- define "bff.secretName" -}}
{{- if .Values.secrets.external.enabled -}}
{{- include "bff.name" . -}}
{{- else -}}
{{- required "secrets.existingSecret names the Secret with the keys of secretFiles, or secrets.external.enabled makes it" .Values.secrets.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "bff.host" -}}
{{- (urlParse .Values.settings.PUBLIC_URL).host -}}
{{- end -}}

{{/* Those of all frontends, as a list. */}}
{{- define "bff.hosts" -}}
{{- $hosts := list -}}
{{- range .Values.frontends -}}
{{- $hosts = append $hosts (urlParse .origin).host -}}
{{- end -}}
{{- if not $hosts -}}
{{- $hosts = list (include "bff.host" .) -}}
{{- end -}}
{{- toJson $hosts -}}
{{- end -}}

{{/* Names of settings and the keys of the Secret that hold them, the credential's among them. */}}
{{- define "bff.secretFiles" -}}
{{- $files := deepCopy .Values.secretFiles -}}
{{- if eq .Values.credential "secret" -}}
{{- $_ := set $files "ENTRA_CLIENT_SECRET_FILE" "entra-client-secret" -}}
{{- else if eq .Values.credential "certificate" -}}
{{- $_ := set $files "ENTRA_CLIENT_CERTIFICATE_FILE" "entra-client-certificate" -}}
{{- end -}}
{{- toJson $files -}}
{{- end -}}
