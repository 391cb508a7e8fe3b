// Renders a Helm chart without helm: with Go's own text/template and sprig, which Helm uses too, and the few functions that Helm
// adds. Debian has both: golang-go, golang-github-masterminds-sprig-dev. It supports no schema, no dependencies and no cluster.
//
//	chart-renderer CHART RELEASE NAMESPACE VALUES.yaml...
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type files struct{ root string }

func (f files) Get(name string) string {
	content, err := os.ReadFile(filepath.Join(f.root, name))
	if err != nil {
		return ""
	}
	return string(content)
}

func main() {
	root, release, namespace := os.Args[1], os.Args[2], os.Args[3]
	values := read(filepath.Join(root, "values.yaml"))
	for _, path := range os.Args[4:] {
		merge(values, read(path))
	}
	chart := map[string]interface{}{}
	for name, value := range read(filepath.Join(root, "Chart.yaml")) {
		chart[strings.ToUpper(name[:1])+name[1:]] = value
	}
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   chart,
		"Release": map[string]interface{}{"Name": release, "Namespace": namespace, "Service": "Helm"},
		"Files":   files{root},
	}
	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(sprig.TxtFuncMap()).Funcs(template.FuncMap{
		"include": func(name string, context interface{}) (string, error) {
			var text strings.Builder
			err := all.ExecuteTemplate(&text, name, context)
			return text.String(), err
		},
		"toYaml": func(value interface{}) (string, error) {
			text, err := yaml.Marshal(value)
			return strings.TrimSuffix(string(text), "\n"), err
		},
		"fromJson": func(text string) (map[string]interface{}, error) {
			value := map[string]interface{}{}
			return value, json.Unmarshal([]byte(text), &value)
		},
		"fromJsonArray": func(text string) ([]interface{}, error) {
			value := []interface{}{}
			return value, json.Unmarshal([]byte(text), &value)
		},
		"required": func(message string, value interface{}) (interface{}, error) {
			if list, isList := value.([]interface{}); value == nil || value == "" || (isList && len(list) == 0) {
				return nil, fmt.Errorf("%s", message)
			}
			return value, nil
		},
	})
	paths, err := filepath.Glob(filepath.Join(root, "templates", "*"))
	check(err)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		check(err)
		template.Must(all.New(filepath.Base(path)).Parse(string(content)))
	}
	for _, path := range paths {
		if name := filepath.Base(path); !strings.HasPrefix(name, "_") {
			var text strings.Builder
			check(all.ExecuteTemplate(&text, name, data))
			comment := ""
			if strings.HasSuffix(name, ".txt") {
				comment = "# "
			}
			fmt.Printf("---\n# Source: %s\n%s%s\n", name, comment, strings.ReplaceAll(text.String(), "\n", "\n"+comment))
		}
	}
}

func read(path string) map[string]interface{} {
	content, err := os.ReadFile(path)
	check(err)
	value := map[string]interface{}{}
	check(yaml.Unmarshal(content, &value))
	return value
}

// Like Helm: maps are merged, null removes a value, everything else is replaced.
func merge(into, from map[string]interface{}) {
	for name, value := range from {
		inner, isMap := value.(map[string]interface{})
		there, wasMap := into[name].(map[string]interface{})
		if isMap && wasMap {
			merge(there, inner)
		} else if value == nil {
			delete(into, name)
		} else {
			into[name] = value
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
