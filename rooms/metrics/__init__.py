"""What runs and what waits, as numbers for Prometheus: `measuring` reads them, `exposition` writes them down."""
