// The camera: opened when asked for, closed as soon as the photo is taken.
const panel = element.querySelector('.camera');
const video = element.querySelector('video');
const problem = element.querySelector('.hint');
const shoot = element.querySelector('.shoot');
const opener = () => document.querySelector('#camera-button');
let stream = null;

function close() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  panel.hidden = true;
  opener()?.setAttribute('aria-expanded', 'false');
}

async function open() {
  panel.hidden = false;
  opener()?.setAttribute('aria-expanded', 'true');
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 2560 } } });
    video.srcObject = stream;
    await video.play();
  } catch {
    stream = null;
  }
  problem.hidden = stream !== null;
  video.hidden = stream === null;
  shoot.hidden = stream === null;
}

function take() {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    window.warholHandOver([new File([blob], 'Camera photo.jpg', { type: 'image/jpeg' })]);
    close();
  }, 'image/jpeg', 0.95);
}

document.addEventListener('click', (event) => {
  if (event.target.closest('#camera-button')) stream || !panel.hidden ? close() : open();
});
shoot.addEventListener('click', take);
element.querySelector('.close').addEventListener('click', close);
