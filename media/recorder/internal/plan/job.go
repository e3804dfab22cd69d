package plan

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// jobFile is the plan in a job's folder.
const jobFile = "job.json"

// Dir is the folder of a job below the worker's work directory: everything that the job writes is in it, and with it
// goes everything that it leaves.
func Dir(workDir, egressID string) string {
	return filepath.Join(workDir, egressID)
}

// Save writes the plan into a job's folder, so that another process can finish the file should this one die. Readable
// for the owner only: it holds the key to the bucket. What no other process needs is left out: the page's token and
// the streams' keys.
func Save(dir string, p Plan) error {
	p.PageURL, p.StreamURLs = "", nil
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, jobFile), text, 0o600); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return nil
}

// Load reads what Save wrote.
func Load(dir string) (Plan, error) {
	var p Plan
	text, err := os.ReadFile(filepath.Join(dir, jobFile))
	if err != nil {
		return p, fmt.Errorf("plan: %w", err)
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("plan: %s: %w", jobFile, err)
	}
	return p, nil
}
