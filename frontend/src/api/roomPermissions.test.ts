import { expect, it } from "vitest";
import { grantFor, sessionRoom, webinarRoom } from "../testing/people";
import { asIfFree, permissionsFrom } from "./roomPermissions";

const participant = grantFor(sessionRoom());

function allowed(changes: Partial<typeof participant.permissions>) {
  return permissionsFrom({ ...participant, permissions: { ...participant.permissions, ...changes } });
}

it("a client shows camera, microphone and screen, and moderates nobody", () => {
  expect(permissionsFrom(participant)).toEqual({
    role: "participant",
    canPublishCamera: true,
    canPublishMicrophone: true,
    canShareScreen: true,
    canModerate: false,
    canSubscribe: true,
  });
});

it("a source that is not listed is not allowed", () => {
  expect(allowed({ can_publish_sources: ["microphone"] })).toMatchObject({
    canPublishCamera: false,
    canPublishMicrophone: true,
    canShareScreen: false,
  });
});

it("an empty list means no limit, as LiveKit reads it", () => {
  expect(allowed({ can_publish_sources: [] })).toMatchObject({
    canPublishCamera: true,
    canShareScreen: true,
  });
});

it("a viewer publishes nothing, whatever the list says", () => {
  const viewer = grantFor(webinarRoom(), { permissions: { ...participant.permissions, can_publish: false } });
  expect(permissionsFrom(viewer)).toMatchObject({
    role: "viewer",
    canPublishCamera: false,
    canPublishMicrophone: false,
    canShareScreen: false,
  });
});

it("a practitioner moderates", () => {
  expect(allowed({ can_moderate: true }).canModerate).toBe(true);
});

it("whoever is held back by a recording keeps the controls of their role; a viewer has none to keep", () => {
  const held = { can_publish: false, can_publish_sources: [] };
  const jonas = { ...participant, permissions: { ...participant.permissions, ...held } };
  expect(permissionsFrom(jonas).canPublishCamera).toBe(false);
  expect(permissionsFrom(asIfFree(jonas))).toMatchObject({
    canPublishCamera: true,
    canPublishMicrophone: true,
  });
  expect(permissionsFrom(asIfFree({ ...jonas, role: "viewer" })).canPublishCamera).toBe(false);
});
