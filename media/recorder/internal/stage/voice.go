package stage

import "rooms.example/recorder/internal/proc"

// audioService is on the command line of the process through which Chromium plays what pages say.
const audioService = "--utility-sub-type=audio.mojom.AudioService"

// Voice is that process; false before the first sound. It may die alone: for what is
// played later Chromium starts another, what plays stays silent.
func (b *Browser) Voice() (proc.Member, bool) { return b.process.Find(audioService) }
