<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>Bridge</name>
  <message>
   <source>Please report it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Something unexpected went wrong: {0}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ChangeBar</name>
  <message>
   <source>Apply</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Discard</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do it again (Ctrl+Shift+Z)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was changed yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was taken back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Redo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take back the last change (Ctrl+Z)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Undo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write these changes to machine.toml</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>at next start</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>now</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>CommandView</name>
  <message>
   <source>Command line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Program</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The same machine for another program, as near as that program can come to it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>libvirt (XML)</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ConsoleMenus</name>
  <message>
   <source>As fast as the guest reads</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Ctrl+Alt+F1 to F12</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill the window</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fit the window</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If checked, the guest gets this key, and VirtGUI does not.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It takes and releases keyboard and mouse.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Key that switches screen and serial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Key that takes and releases them</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keys</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keys that go to the guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scale</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SysRq, for Linux guests</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Typing speed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} ({1})</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} characters a second</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DeletePanel</name>
  <message>
   <source>Delete</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete {}?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete, keep the disks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete, with %n disks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete, with 1 disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For good, not into the trash</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frees the space at once. There is no way back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>These files go: the machine's description, its logs and its last picture.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>These files stay, unless you tick them:</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Detachable</name>
  <message>
   <source>Bring it back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} has a window of its own.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsEdit</name>
  <message>
   <source>Disk {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Network card {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial port COM{0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>none</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>present</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}: choose a file for “{1}”.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsEditor</name>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Boot order</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD images (*.iso);;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Floppy disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hard disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Network</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try it earlier</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try it later</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsField</name>
  <message>
   <source>A Linux bzImage, or an ELF with a multiboot or PVH header; started without firmware.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A ROM of your own, such as U-Boot or coreboot, in place of that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A device the guest must pet; if it stops doing so, this happens to the machine.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A file that gets what the guest prints on LPT1. Empty: there is no printer port.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A guest that faults while handling a fault resets a real PC. Pausing keeps the evidence.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A virtio device through which a willing guest gives memory back while it runs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A virtio pointer that is where your mouse is: no capturing. The guest needs a driver.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Attached to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Boot menu</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Boot order</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPU features</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Command line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Connected to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disc</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Firmware</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Firmware image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Floppy disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Format</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Forwarded ports</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Further files for a multiboot kernel, in their order, separated by commas.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Graphics card</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Group</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How long the firmware waits for Esc, by which whoever sits at the guest chooses what to start.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How many processors the guest finds. Each is a thread of the host.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How the image stores sectors: raw is the disk byte for byte.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>IDE works with every guest. Virtio is faster, but the guest needs a driver (Linux has it).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Initial RAM disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KVM lets the host's CPU execute the guest; the software CPU needs no /dev/kvm and is slower.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Loaded beside the kernel: the first files that a Linux guest sees.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MAC address</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory balloon</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Modules</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Notes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Path</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pinned to host CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Ports of this host that lead into the guest, such as 2222:22 or udp:5353:53.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Printer output</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Read-only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Runs on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start it when VirtGUI starts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tablet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tap interface</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The BIOS that starts the guest: SeaBIOS, or VirtGUI's own, which starts within milliseconds.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The ISO image in the CD drive; empty: the drive is. It can be changed while the guest runs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The card's address, such as 52:54:00:12:34:56. Empty: one is made from the machine's identity.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file or socket. A relative path starts at the machine's directory.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file that holds the disk's sectors. A relative path starts at the machine's directory.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest's writes fail, and several machines may use the image at once.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The heading under which the manager lists it; empty for none. The guest never sees it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The host CPU for each virtual one, such as 0, 1. Empty: the host's scheduler decides.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The host's interface, such as tap0. It must exist, and be yours.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The image in drive A:, of 160 KB to 2.88 MB; empty: the drive is. It can be changed while it runs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machine is powered on as soon as the manager opens, without a window.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Watchdog</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What CPUID tells the guest: “host”, then features to add or hide, such as host,-avx2.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the guest believes its RAM to be. The host gives it page by page, as the guest touches it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the kernel is told, such as console=ttyS0 root=/dev/vda1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the machine and its directory are called. The guest never sees it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Whatever you want to remember about it. The manager's search finds these words.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>When the CPU gives up</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the firmware looks for something to start, from the top. Without a tick: not at all.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the guest's packets go: to the host's own network, a tap interface, back, or nowhere.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the port's bytes go: the Serial page, a file, a socket, or a pseudo-terminal.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“std” is a PCI card with VBE modes up to 1920x1200; “isa” is a plain VGA, as in an old PC.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsForm</name>
  <message>
   <source> GiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source> Takes effect at the next start.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A new image is made, of</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>More settings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size of the new image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take it out of the machine. Its file stays where it is.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsPage</name>
  <message>
   <source>Add hardware</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>As a command line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>As text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>At the next start: {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filter</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filter of the hardware list</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hardware</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It can be renamed while it is off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The description is broken: {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>vgctl, QEMU, libvirt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>what the VM process says</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsPart</name>
  <message>
   <source>A PC has four serial ports.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD drive</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Floppy drive</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hard disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>IDE has places for {0} drives, and all are taken.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel to start directly</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Network card</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Network card {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overview and notes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pointer</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Printer port</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial port</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial port COM{0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starting</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machine has one already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>empty</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>floppy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>kernel, directly</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>network</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} MiB</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DetailsText</name>
  <message>
   <source>Line {0}: </source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machine's description, as TOML</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>machine.toml, as it will be written. Forms and text show the same draft.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DiskPage</name>
  <message>
   <source> GiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Attached to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A raw image that you have already</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An empty disk image in the machine's own directory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Attached to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Does it need a disk?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Existing disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>IDE: works with every guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It starts from the CD {0}. What is installed from it goes to a disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It starts from the disk {0}. It can have another one besides.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It starts from {0}. A disk can be added.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It takes room on the host only as the guest fills it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing more than what it starts from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size of the new disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Welcome brings its own small disk; it needs no other.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>virtio: faster, and the guest needs a driver (Linux and the BSDs have it)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} are free.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DisplayView</name>
  <message>
   <source>Screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screen of {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}: text</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DisplayWidget</name>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give keyboard and mouse to the guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paste as typing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Press {0} to release the mouse</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select all text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select text first: drag with Shift held.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest shows graphics, not text.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Doctor</name>
  <message>
   <source>All is well: machines run here at full speed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All of this as text, for a question to somebody else</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Command that mends it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy the command: {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Doctor – VirtGUI</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking at this host…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Machines cannot run here yet. What is in the way comes first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Machines run here. Some things could be better; they come first.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DownloadRow</name>
  <message>
   <source>Address of the image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Download</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is in {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Optional: its SHA-256 checksum, from the maker's page</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress of the download</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SHA-256 checksum</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped. What has come is kept: it goes on from there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>https://… the address of an ISO image</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>EmptyPage</name>
  <message>
   <source>A machine is a PC of its own in a window. It boots from a disk, CD or floppy image, or from a Linux kernel; its disks are ordinary files that stay yours.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A small guest of our own that shows what a machine can do</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bring back Welcome</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New machine…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No machine matches “{}”</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No machines yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show all machines</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The search looks at names, notes, groups and states, for all of the words.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>FaultPanel</name>
  <message>
   <source>&amp;Copy report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Reset</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Instruction  {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Instruction bytes: {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power &amp;off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Registers and instruction bytes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest cannot go on.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The registers are not known.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not known</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>FileRow</name>
  <message>
   <source>Browse for {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Browse…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking at the file…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Path of the file, or drop it here</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>FindBar</name>
  <message>
   <source>Close (Esc)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find in the console</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Match case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next hit (Enter)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Previous hit (Shift+Enter)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Text to find</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no hits</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} hits</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} of {1}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>HardwarePage</name>
  <message>
   <source> MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How much of this host may it use?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory and CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory is taken as the guest uses it. Both can be changed later, in the machine's Details.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host has one CPU.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host has {0} CPUs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host has {0} MiB, of which {1} MiB are free now.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>one CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} does well with {1} MiB and {2}. This comes from {3}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>HexView</name>
  <message>
   <source>Bytes of {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing has come from this port yet.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>HostStatus</name>
  <message>
   <source>%n machines, {} running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 machine, {} running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Guests run on the CPU itself.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Host: %n CPUs{}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Host: 1 CPU{}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KVM: emulated</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KVM: hardware</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KVM: not available</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>More than there is: guests may be killed when they use it all.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The memory of all running machines, used or not</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host's CPU shows no svm or vmx: its /dev/kvm is itself emulated, and slow.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the machines are: {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{:.1f} of {:.0f} GiB memory promised</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} disk space free</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Keys</name>
  <message>
   <source>Left Alt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Left Ctrl</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Left Shift</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Left Super</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Menu</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right Alt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right Ctrl</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right Shift</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right Super</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scroll Lock</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>LogView</name>
  <message>
   <source>Check its permissions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filter of the log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Follow</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Log of the VM process</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open directory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show only lines with these words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the end as the log grows</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The log is empty: the machine has not been started, or has nothing to say.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} cannot be read: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineActions</name>
  <message>
   <source>&amp;Clone…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Open</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Both</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Call it something else</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cut its power: what is not saved is lost</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>De&amp;lete…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete it. Disks stay unless you tick them</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Details</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>E&amp;xport…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find text on the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Full screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give keyboard and mouse to the guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let it go on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the guest go on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the guest set and read the clipboard through a serial port (OSC 52); now it may not</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the guest use the clipboard</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make another like it, with copies of its disks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open its window</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Own window for the console</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paste as typing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Performance</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power o&amp;ff</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Press its power button: the guest shuts itself down</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Press its reset button: what is not saved is lost</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>R&amp;eset</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Re&amp;name…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reset</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Resu&amp;me</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Resume</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save picture…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screenshot</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select a machine first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select text with the mouse</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shut &amp;down</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shut down</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start it and open its window</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop its CPUs for a while</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop its CPUs until it is resumed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Switch it on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Switch screen and serial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This is done with one machine at a time.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write it to one file, to be carried elsewhere</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineDelegate</name>
  <message>
   <source>1 CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>software CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} CPUs</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineGrid</name>
  <message>
   <source>Machines, as pictures</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineLife</name>
  <message>
   <source> (line {})</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Could not start</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power it off to cut its power.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run starts it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest has not reacted to the power button.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The power button was pressed; the guest decides.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} does not run.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineList</name>
  <message>
   <source>Machines</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineState</name>
  <message>
   <source>Broken</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Crashed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is paused: resume it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is running already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is running: power it off first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is shutting down.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is still starting.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It runs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It waits because of a disk error: resume it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its description is broken: correct machine.toml first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its guest has stopped for good: reset it, or power it off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its guest has stopped for good: reset it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused: disk error</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shutting down</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starting</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped by a fault</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineTree</name>
  <message>
   <source>Broken</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bytes a second read from and written to disks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPU time of the VM process, in per cent of one host CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Exits</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Group {}, %n machines</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Group {}, 1 machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How often a second the guest has to be helped by the VM process</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory of the host that the VM process occupies</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sort by name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sort by state</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>State</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The VM process occupies {}; its guest has {} MiB.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>guest {:.0f} %, kernel {:.0f} %, VM process {:.0f} % of one CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} read, {} written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{}, but its process is stopped</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MachineWindow</name>
  <message>
   <source>Bring the console back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Full screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It may not.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave full screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Own window for the console</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest wants to use the clipboard, by {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} – {1} – VirtGUI</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ManagerBar</name>
  <message>
   <source>&amp;New…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Create a machine (Ctrl+N)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>In trouble</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures instead of the list</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Search machines</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Search name, notes, media</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show machines by state</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show only machines with all of these words (Ctrl+F)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the screens of the machines instead of the list (Ctrl+G)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Toolbar</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which machines are shown</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ManagerMenus</name>
  <message>
   <source>&amp;About VirtGUI</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Columns</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Doctor</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Help</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Import…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Light</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Search</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;View</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close all windows. Machines that run go on running.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colours of the &amp;desktop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>D&amp;ark</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a machine of a file that was exported</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What this host has for machines, and how to mend what it lacks</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ManagerWindow</name>
  <message>
   <source>A virtual-machine manager with its own KVM engine. Licence: GPL 2.0 or later.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy details</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Doctor</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Please report it. Your machines are not affected.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The doctor knows how to mend it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The list shows all there are.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no machine called “{}”.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VirtGUI</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VirtGUI made a mistake: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VirtGUI {}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ManagerWork</name>
  <message>
   <source>&amp;Group</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A group for {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clone</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clone {0}: its disks are copied; read-only ones and CDs are shared.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cloning {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Exporting {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the group a name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Group</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import a machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Importing {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New group…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No group</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename {0}: its directory is renamed, too.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Undo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VirtGUI machines (*{0});;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} is in the trash.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} was deleted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} was exported.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MessageBar</name>
  <message>
   <source>Close this message</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close this message (Esc)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Doctor</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>NamePanel</name>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>NewMachineWizard</name>
  <message>
   <source>&amp;Back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Create</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Next</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancelled: nothing was made.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Create and &amp;start</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finish the steps before it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress of making the machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Taking it back…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This is the first step.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Notice</name>
  <message>
   <source>Put this message away</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remedy</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Notifier</name>
  <message>
   <source>{0} has shut down</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>OwnKeys</name>
  <message>
   <source>Copy text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find text on the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Full screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paste as typing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show both</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the serial port</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PerformancePage</name>
  <message>
   <source>CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Exits</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MMIO read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MMIO write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial ports</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the last</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the last {0} minutes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VM process</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>from guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>in use</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>interrupted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>other</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>port read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>port string</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>port write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>to guest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} min</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Plan</name>
  <message>
   <source>A PC needs at least {0} MiB to start.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A machine has 1 to {0} CPUs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a disk image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only {0} MiB are free now: the host may swap, and everything on it become slow.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only {0} are free: when the host's disk is full, the guest is paused until there is room.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The choice above has been set to what this file is.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file is being looked at.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The initrd is being looked at.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machine starts from this disk already: choose another, or none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host has {0} MiB of memory: give the machine less.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This host has {0}: more CPUs than that make a guest slower, not faster.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>one CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}. It cannot be used as a hard disk: choose a disk image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}. It cannot be used so: choose another file.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>QuitPanel</name>
  <message>
   <source>%n machines are running: {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do not ask again: leave them running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do not quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave them running</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Machines are processes of their own: they go on without this window, and are here again next time.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power them off now</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shut them down, then quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Waiting for {0} to shut down. A guest may ignore it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} is running.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Record</name>
  <message>
   <source>Animated pictures (*.png *.apng)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Record the screen's text…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Record the screen…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Record the serial port…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Recordings of text (*.cast)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Saved the recording as {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop recording the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop recording the screen's text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop recording the serial port</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This machine has no serial port.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ScreenPage</name>
  <message>
   <source> and {0} others.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Resume</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Start</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Start again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A US keyboard has no keys for: {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied a picture of {0}x{1} pixels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied the whole screen: {0} characters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied {0} characters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Crashed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find on the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It has not shown anything yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its description is broken</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing has been typed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was copied.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was typed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open &amp;log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open &amp;machine.toml</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>PNG pictures (*.png)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused by a disk error</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Saved {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starting…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The clipboard holds no text.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The guest shows graphics, not text.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machine is off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The picture could not be written to {0}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no text to search.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Type the rest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Typed {0} characters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Typing was stopped after {0} of {1} characters.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SerialMenu</name>
  <message>
   <source>Console only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No port</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pseudo terminal</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Socket…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the port leads</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SerialPage</name>
  <message>
   <source>Choose another place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear the terminal (Ctrl+Shift+K)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy the selected text (Ctrl+Shift+C)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag with the mouse over the text to be copied.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing is selected.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save the text of {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save the text to a file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Search (Ctrl+Shift+F)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial port</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the bytes in hexadecimal</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show when each line arrived</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This machine has no serial port. Add one in Details.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the port leads</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>connected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>connecting…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not connected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} could not be written: {1}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} leads there until the machine is off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}, also at {1}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SerialPort</name>
  <message>
   <source>The guest does not read from {0}: part of what you typed is lost.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>next start</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the machine is off. It connects when the machine starts.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>waiting for the machine to answer.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SourcePage</name>
  <message>
   <source>&amp;Initrd:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A ready-made guest that shows what a machine can do</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Boot sector or floppy image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD or DVD image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose an initrd</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose, or drop a file here: what it is is told from its contents.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Command &amp;line:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Download it from the web</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Existing disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From 512 bytes of your own to a 2.88 MB floppy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Initrd</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install or try an operating system from an ISO file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It can be a hard disk, too.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It comes with VirtGUI: nothing is downloaded, and it starts in a second.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is attached as a hard disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Linux kernel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing on it can be started.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Optional, for instance: console=ttyS0 root=/dev/sda1</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Optional: initial RAM disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start a kernel directly, with an initrd and a command line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start what is installed on it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is nothing on it to start: choose an ISO to install from, and this as its disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Welcome</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What should the machine start from?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Work on a copy in the machine's own directory; the file stays as it is</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>StatusLine</name>
  <message>
   <source>Not responding: its process is stopped</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>in</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>keyboard and mouse captured ({0} releases)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>keyboard free ({0} grabs)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>out</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>screen blank</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the guest may use the clipboard</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} % CPU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} idle</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} quiet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}x{1} graphics, {2} Hz</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}x{1} text, {2} Hz</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>● recording</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SummaryPage</name>
  <message>
   <source> GiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source> MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Boot order:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;CPUs:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Disk:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Firmware:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Memory:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Name:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Start it now</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>, then </source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A kernel that is started directly needs no firmware.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Automatic</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Boot order</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CD</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CPUs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Change what it starts from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Change…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Every line can be changed here.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Existing image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Firmware</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Is this right?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New, of</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SeaBIOS, of this host</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Second &amp;disk:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size of the new disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starts from:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Summary</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The kernel is started directly</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is only one thing to start from.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>VirtGUI's own</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Welcome, the guest that comes with VirtGUI</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>floppy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>hard disk</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Tape</name>
  <message>
   <source>The recording has ended; choose another place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} cannot be written: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TaskRow</name>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancel: {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0}: stopping…</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TerminalMenu</name>
  <message>
   <source>Clear</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Encoding</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Larger text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Normal size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not saved</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing is selected.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paste</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reset terminal</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save text…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save the console's text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smaller text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tell guest its size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The clipboard holds no text.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Types “stty cols … rows …”: a serial line cannot tell it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} could not be written: {1}. Choose another place.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TerminalView</name>
  <message>
   <source>Nothing has been written to {0} yet.

A guest writes here if it is told to: a Linux kernel with console=ttyS0, GRUB with
terminal_output serial. What you type is sent to the port.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Serial console {0}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TerminalWidget</name>
  <message>
   <source>{0} is not connected</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TimeGraph</name>
  <message>
   <source>No samples yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>at {0}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>now</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} {1}; the last {2} are shown.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Tray</name>
  <message>
   <source>No machine runs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Power off</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Resume</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the manager</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shut down</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>TypingBar</name>
  <message>
   <source>Progress of the typing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop &amp;typing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Typing: {0} of {1} characters</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>amend</name>
  <message>
   <source>Check its directory.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} cannot be renamed: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>creating</name>
  <message>
   <source>Check the disk and its permissions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is a machine called “{0}” already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} cannot be made: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>duration</name>
  <message>
   <source>{} d {} h</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} h {} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{} s</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>process</name>
  <message>
   <source>The machine has just ended.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>removal</name>
  <message>
   <source>Check its permissions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} cannot be read: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>scan</name>
  <message>
   <source>Check its permissions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The machines in {0} cannot be read: {1}.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>session</name>
  <message>
   <source>Power it off and start it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try again in a moment.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} does not answer yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{0} has no control socket.</source>
   <translation type="unfinished" />
  </message>
 </context>
</TS>
