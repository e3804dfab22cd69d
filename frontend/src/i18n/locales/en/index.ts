import after from "./after.json";
import call from "./call.json";
import chat from "./chat.json";
import common from "./common.json";
import lobby from "./lobby.json";
import record from "./record.json";
import recording from "./recording.json";
import streaming from "./streaming.json";

export default { common, lobby, call, chat, after, record, recording, streaming };
